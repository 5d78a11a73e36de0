# shellcheck shell=bash
# Sourced by deploy/setup --test: the property-based tester that holds the services against their OpenAPI documents, and
# what walks their pages in a browser and reads the QR codes of printed ones.

: "${root:?is set by environment.sh}"

tester_packages=(schemathesis==4.32.5 playwright==1.65.2 zxing-cpp==3.1.1 pillow==13.0.0)
tester_venv=$root/.local/tester
tester_stamp=$tester_venv/installed
# Its programs hold their own path, so a clone that was moved needs others.
tester_content="$root: ${tester_packages[*]}"

if [[ $(cat "$tester_stamp" 2>/dev/null) != "$tester_content" ]]; then
    say "Installing ${tester_packages[*]} into .local/tester"
    /usr/bin/python3 -m venv --clear "$tester_venv"
    "$tester_venv/bin/pip" install --quiet --disable-pip-version-check "${tester_packages[@]}" </dev/null
    # Written last, so that an interrupted installation is done again.
    printf '%s' "$tester_content" >"$tester_stamp"
fi
