#!/bin/sh
# build-image.sh FOLDER: builds the Dockerfile with buildah, without a registry: the images that it begins with are made here,
# of Debian with its OpenJDK 21 and Maven, and bear the names of those. Needs root, buildah and debootstrap. Everything lies in
# FOLDER; what was made there before is used again, but the image itself.
set -eu
folder=$1
base=docker.io/library/maven:3-eclipse-temurin-21
alike=docker.io/library/eclipse-temurin:21-jre

mkdir -p "$folder"
cat >"$folder/buildah" <<END
#!/bin/sh
exec buildah --root '$folder/storage' --runroot '$folder/run' --storage-driver vfs "\$@"
END
chmod +x "$folder/buildah"
export BUILDAH_ISOLATION=chroot
run() { "$folder/buildah" "$@"; }

if ! run inspect --type image "$base" >/dev/null 2>&1; then
    if [ ! -f "$folder/debian/made" ]; then
        rm -rf "$folder/debian"
        debootstrap --variant=minbase --include=openjdk-21-jdk-headless,maven,ca-certificates \
            trixie "$folder/debian" "${DEBIAN_MIRROR:-http://deb.debian.org/debian}"
        rm -rf "$folder/debian/var/cache/apt/archives" "$folder/debian/var/lib/apt/lists"
        touch "$folder/debian/made"
    fi
    container=$(run from scratch)
    run copy --quiet "$container" "$folder/debian" /
    run commit --quiet --rm "$container" "$base"
fi
run tag "$base" "$alike"

# Maven finds what this machine has fetched already, and trusts whom this machine trusts
mkdir -p "$HOME/.m2/repository"
set -- --volume "$HOME/.m2/repository:/root/.m2/repository"
for file in /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/java/cacerts; do
    [ ! -f "$file" ] || set -- "$@" --volume "$file:$file:ro"
done
# The host name of this machine resolves; one that buildah makes up does not without a name server
run build --format docker --uts host --pull-never "$@" --tag agent-runner:trial .
