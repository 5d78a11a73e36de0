// Puts the newest figures in their place as the server sends them. Without it the page is complete, only not live.
(() => {
  const source = document.currentScript.dataset.live;
  const figures = document.getElementById('figures');
  if (!figures || !window.EventSource) return;
  const least = 5000, most = 300000;
  let stream, again, pause = least;
  const open = () => {
    stream = new EventSource(source);
    stream.addEventListener('figures', (event) => {
      pause = least;
      if (figures.innerHTML !== event.data) put(event.data);
      // There is nothing to come any more: the browser would come back for ever, and so would this script.
      if (event.lastEventId === 'counted') stream.close();
    });
    // A browser comes back by itself where the line breaks, but never after a refusal, as while the service is replaced.
    // Not all readers come at once.
    stream.addEventListener('error', () => {
      if (stream.readyState !== EventSource.CLOSED) return;
      again = setTimeout(open, pause * (0.5 + Math.random()));
      pause = Math.min(2 * pause, most);
    });
  };
  // Whoever is on a link with the keyboard stays on it.
  const put = (html) => {
    const link = figures.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null;
    figures.innerHTML = html;
    if (link) figures.querySelector(`a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
  };
  open();
  window.addEventListener('pagehide', () => {
    clearTimeout(again);
    stream.close();
  });
  // Who comes back with the browser's arrow may get the page as it was left, without a new start of this script.
  window.addEventListener('pageshow', (event) => { if (event.persisted) open(); });
})();
