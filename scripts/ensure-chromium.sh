#!/usr/bin/env bash
# The browser tests drive Chromium. Where none is found it is installed from Debian's packages.
set -eu
for name in chromium chromium-browser google-chrome; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
[ -n "${MISSION_CHROMIUM:-}" ] && [ -x "$MISSION_CHROMIUM" ] && exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
  echo "Installing Chromium for the browser tests"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
  exit 0
fi
echo "The browser tests need Chromium: install it (Debian: apt-get install chromium) or set MISSION_CHROMIUM to its path." >&2
exit 1
