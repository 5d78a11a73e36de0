// Puts the newest figures in their place as the server sends them. Without it the page is complete, only not live.
(() => {
  const source = document.currentScript.dataset.live;
  const figures = document.getElementById('figures');
  if (!figures || !window.EventSource) return;
  const stream = new EventSource(source);
  stream.addEventListener('figures', (event) => {
    if (figures.innerHTML !== event.data) figures.innerHTML = event.data;
  });
  window.addEventListener('pagehide', () => stream.close());
})();
