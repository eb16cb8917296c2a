#!/bin/sh
# build-image.sh FOLDER: builds the Dockerfile with buildah and without a registry. The base images are made here,
# from Debian with its OpenJDK 21 and Maven, under the original names. Needs root, buildah and debootstrap. All files are in
# FOLDER. Earlier results there are used again, except for the image itself.
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

# Maven uses the local repository and the certificates of this machine
mkdir -p "$HOME/.m2/repository"
set -- --volume "$HOME/.m2/repository:/root/.m2/repository"
for file in /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/java/cacerts; do
    [ ! -f "$file" ] || set -- "$@" --volume "$file:$file:ro"
done
# The host name of this machine resolves. One made up by buildah does not resolve without a name server
run build --format docker --uts host --pull-never "$@" --tag agent-runner:trial .
