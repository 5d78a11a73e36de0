# shellcheck shell=bash
# Sourced by the scripts beside this folder: where the clone is, how it is built, and where its own libraries lie.

# With it, "cd" may lead elsewhere, and says where it has led.
unset CDPATH
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "$root" || exit

# A debug build takes half the time of a release build, and every figure comes out the same.
configuration=${TONGTI_CONFIGURATION:-debug}
case $configuration in
debug | release) ;;
*)
    printf 'TONGTI_CONFIGURATION must be debug or release, not "%s".\n' "$configuration" >&2
    exit 2
    ;;
esac

# The librdkafka that deploy/setup puts there understands the local broker; Debian's own is too old for it.
export LD_LIBRARY_PATH="$root/.local/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"

say() {
    printf '\n== %s\n' "$*" >&2
}

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# What a build is given; a script adds to it.
build_options=()
# A release has Swift's own libraries in it, as in the containers, and modules that take each other's code apart: votes go in
# a quarter faster by it (docs/decisions/0021).
if [[ $configuration == release ]]; then
    export TONGTI_WITHOUT_TESTS=1
    build_options+=(--static-swift-stdlib -Xswiftc -cross-module-optimization)
fi

build() {
    say "Building ($configuration)"
    swift build -c "$configuration" "${build_options[@]}" </dev/null >&2
}
