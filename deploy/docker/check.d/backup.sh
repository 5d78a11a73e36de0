# shellcheck shell=bash
# Sourced by deploy/docker/check: plays a story on the database servers of compose.yaml, takes a copy of them beside the log, deletes
# their data, restores them, and looks whether everything is there.
#
# Servers and copies are containers. The services, a broker and nginx run as programs of this machine in the containers'
# network namespace, which has nothing but a loopback interface.

: "${root:?is set by environment.sh}" "${work:?is set by check}" "${configuration:?is set by environment.sh}"

services=(registry ballots funds workorders notices)
declare -A program=(
    [registry]=RegistryServer [ballots]=BallotsServer [funds]=FundsServer [workorders]=WorkOrdersServer [notices]=NoticesServer
)
databases=("${services[@]/#/postgres-}")
built=$(realpath ".build/$configuration")
clone=$work/clone
secrets=$clone/deploy/docker/secrets

say "PostgreSQL and the tools beside it"
docker build --quiet --network host --build-arg BASE=tongti/base:check --tag tongti/postgres:check deploy/docker/check.d/postgres
docker build --quiet --network host --file deploy/docker/Dockerfile --target tools \
    --build-arg RUNTIME_IMAGE=tongti/base:check --build-arg BUILD_IMAGE=tongti/base:check \
    --build-arg POSTGRES_IMAGE=tongti/postgres:check --tag tongti/tools:check .
# A debug build needs Swift's own libraries besides; a release build has them in it.
libraries=$(ldd "$built/tongti" | awk '$1 == "libswiftCore.so" { print $3 }')
libraries=$(dirname "${libraries:-$work/none/none}")
mkdir -p "$work/none"
missing=$("${locked[@]}" --volume "$built/tongti:/program:ro" --volume "$libraries:$libraries:ro" --entrypoint ldd \
    tongti/tools:check /program | awk '/not found/ { print $1 }')
[[ -z $missing ]] || fail "tongti lacks $missing beside PostgreSQL"

say "Five servers, and their log as it is written"
# With secrets of its own, so that nothing is left behind in the clone.
mkdir -p "$clone/deploy"
cp compose.yaml "$clone"
cp -R deploy/docker deploy/nginx deploy/prometheus deploy/grafana "$clone/deploy"
rm -rf "$secrets"
"$clone/deploy/docker/make-secrets" 2>/dev/null
made=$(cat "$secrets"/*-* | sha256sum)
"$clone/deploy/docker/make-secrets"
[[ $(cat "$secrets"/*-* | sha256sum) == "$made" ]] || fail "make-secrets makes secrets anew that are there"

pod=$(docker run --detach --init --network none tongti/base:check sleep infinity)
inside=(nsenter "--net=/proc/$(docker inspect --format '{{.State.Pid}}' "$pod")/ns/net")
# Whatever archive the caller's district has.
(cd "$clone" && TONGTI_ARCHIVE=archive docker-compose --profile backup --profile restore config) >"$work/composed.yaml"
/usr/bin/python3 deploy/docker/check.d/databases.py "$work/composed.yaml" "$pod" "$secrets/backup-servers" "$built/tongti" "$libraries" \
    >"$work/databases.yaml"

compose() {
    timeout 300 docker-compose --project-name check --file "$work/databases.yaml" "$@" </dev/null
}

await_healthy() {
    local name container state=
    for name in "$@"; do
        container=$(compose ps --quiet "$name")
        for _ in {1..240}; do
            state=$(docker inspect --format '{{.State.Health.Status}}' "$container")
            [[ $state == healthy ]] && continue 2
            sleep 0.5
        done
        fail "$name is $state: $(docker logs --tail 10 "$container" 2>&1)"
    done
}

compose up --detach "${databases[@]}" backup
await_healthy "${databases[@]}" backup
# As in a district that had no role for it.
for database in "${databases[@]}"; do
    compose exec -T "$database" /docker-entrypoint-initdb.d/create-role.sh
done

gateway=$work/gateway
mkdir -p "$gateway" "$work/keys"
settings=(RUN="$gateway" CONFIGURATION="$gateway" WORKERS=1 RESOLVER= LISTEN=127.0.0.1:8080 FRONT=255.255.255.255 TLS=off)
export TONGTI_KAFKA_BOOTSTRAP_SERVERS=127.0.0.1:9092 TONGTI_INTERNAL_KEY_FILE=$secrets/internal-key
export TONGTI_DISTRICT_SCENARIO=true TONGTI_DEVELOPMENT_TOKENS=true TONGTI_LOG_LEVEL=notice
export TONGTI_SIGNING_KEY_FILE=$work/keys/signing.key TONGTI_PERSONAL_KEY_FILE=$work/keys/personal.key
export TONGTI_CERTIFICATE_KEY_FILE=$work/keys/certificate.key
declare -A port=()
for service in "${services[@]}"; do
    port[$service]=$((8081 + ${#port[@]}))
    settings+=("${service^^}=127.0.0.1:${port[$service]}")
    export "TONGTI_PEERS_${service^^}_URL=http://127.0.0.1:${port[$service]}"
done
for template in deploy/nginx/*.template; do
    rendered=$(<"$template")
    for setting in "${settings[@]}"; do rendered=${rendered//"\${GATEWAY_${setting%%=*}}"/"${setting#*=}"}; done
    printf '%s\n' "$rendered" >"$gateway/$(basename "$template" .template)"
done

# Ends with the check; a broker that is started anew is empty.
start() {
    "${inside[@]}" "$@" >>"$work/programs.log" 2>&1 &
    started+=($!)
}

start_services() {
    local service database
    start .local/bin/tansu broker --cluster-id "check-$RANDOM$RANDOM" --listener-url tcp://127.0.0.1:9092 \
        --advertised-listener-url tcp://127.0.0.1:9092 --storage-engine memory://tansu/
    for service in "${services[@]}"; do
        database=$(sed -n "/^\[$service\]/,/^\$/s/^port=//p" "$secrets/backup-servers")
        TONGTI_HTTP_PORT=${port[$service]} TONGTI_POSTGRES_PORT=$database \
            TONGTI_POSTGRES_PASSWORD_FILE=$secrets/$service-password start "$built/${program[$service]}"
    done
    start nginx -e stderr -p "$gateway" -c "$gateway/nginx.conf" -g 'user root;'
    for service in "${services[@]}"; do
        for _ in {1..240}; do
            TONGTI_HTTP_PORT=${port[$service]} "${inside[@]}" deploy/docker/is-ready 2>/dev/null && continue 2
            sleep 0.5
        done
        fail "$service is not ready: $(tail -n 10 "$work/programs.log")"
    done
}

stop_services() {
    kill "${started[@]}" || fail "a program has ended by itself: $(tail -n 10 "$work/programs.log")"
    wait "${started[@]}" || true
    started=()
}

ask() {
    "${inside[@]}" env TONGTI_URL=http://127.0.0.1:8080 TONGTI_COMMUNITY=sanlou "$built/tongti" "$@"
}

# What everybody may read, from each service, but for when it was read.
show() {
    local words
    for words in "roll show" "assembly show lifts" "campaign show lifts-1" "ledger show" "order list" "lift status" \
        "notice board" "notice list"; do
        # shellcheck disable=SC2086 # They are words.
        ask $words --json
    done | sed 's/"serverTime":"[^"]*"//'
}

say "A story"
start_services
ask scenario run deploy/scenarios/sanlou >"$work/story"
show >"$work/before"
[[ -s $work/before ]] || fail "the district shows nothing"

say "A copy"
compose run --rm -T tools take
compose run --rm -T tools list
compose run --rm -T tools check
await_healthy backup

say "The data are deleted, and restored"
stop_services
compose down
docker volume rm "${services[@]/#/check_store-}" >/dev/null
compose run --rm -T restore
# A restored server begins a new history, and so does what is kept of it.
compose run --rm -T --entrypoint bash tools -c 'mkdir /archive/earlier && mv /archive/copies /archive/wal /archive/earlier/'
compose up --detach "${databases[@]}" backup
await_healthy "${databases[@]}" backup
start_services
show >"$work/after"
diff "$work/before" "$work/after" >&2 || fail "the restored district shows something else"
ask audit district --as operator
compose run --rm -T tools take
compose run --rm -T tools check --from /archive/earlier
stop_services
