"""Rewrites what docker-compose says of compose.yaml for a machine without a registry and without bridges.

The database servers and what copies and restores them stay as they are, but for their images and for one network namespace
that all share, in which each server has a port of its own.

Usage: databases.py COMPOSED CONTAINER SERVERS PROGRAM LIBRARIES >REWRITTEN
    COMPOSED   what "docker-compose config" has said
    CONTAINER  whose network namespace is shared
    SERVERS    the connection service file, which gets the ports too
    PROGRAM    tongti as it was built
    LIBRARIES  the folder of Swift's libraries, which a debug build needs
"""

import configparser
import sys

import yaml

composed, container, servers, program, libraries = sys.argv[1:]
with open(composed, encoding="utf-8") as file:
    document = yaml.safe_load(file)
services = {
    name: service
    for name, service in document["services"].items()
    if name in ("backup", "restore") or name.startswith("postgres-")
}
ports = {name: 5433 + index for index, name in enumerate(sorted(services)) if name.startswith("postgres-")}
for name, service in services.items():
    service.pop("profiles", None)
    if service.pop("networks", None):
        service["network_mode"] = f"container:{container}"
    if name in ports:
        service["image"] = "tongti/postgres:check"
        service["environment"]["PGPORT"] = str(ports[name])
    else:
        service.pop("build")
        service["image"] = "tongti/tools:check"
        service["volumes"] += [f"{program}:/usr/local/bin/tongti:ro", f"{libraries}:{libraries}:ro"]

# A "run" of the service that receives. docker-compose 1 links such a container to those of its service that run already, which
# Docker refuses where both share a network namespace.
services["tools"] = services["backup"]

connections = configparser.ConfigParser(interpolation=None)
connections.read(servers, encoding="utf-8")
for name in connections.sections():
    host = connections[name]["host"]
    connections[name].update(host="127.0.0.1", port=str(ports[host]))
with open(servers, "w", encoding="utf-8") as file:
    connections.write(file, space_around_delimiters=False)

document.update(services=services, networks={})
yaml.safe_dump(document, sys.stdout)
