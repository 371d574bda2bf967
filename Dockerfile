# syntax=docker/dockerfile:1

ARG RUST=1.95.0

# A static program, built on Alpine because its libc is the one that links statically.
FROM rust:${RUST}-alpine AS build
# AWS-LC includes <linux/random.h>.
RUN apk add --no-cache linux-headers
WORKDIR /source
COPY . .
ARG TARGETPLATFORM
RUN --mount=type=cache,target=/usr/local/cargo/registry \
    --mount=type=cache,target=/source/target,id=assize-$TARGETPLATFORM \
    cargo build --locked --profile dist && \
    install -D target/dist/assize "/$TARGETPLATFORM/assize"

# The program alone, to be taken out of the build: `docker build --target program --output FOLDER .`
FROM scratch AS program
ARG TARGETPLATFORM
COPY --from=build /$TARGETPLATFORM/assize /$TARGETPLATFORM/assize

# Certificates, a user that is not root, and no shell.
FROM gcr.io/distroless/static-debian12:nonroot
ARG TARGETPLATFORM
COPY --from=program /$TARGETPLATFORM/assize /usr/local/bin/assize
COPY LICENSE /usr/share/doc/assize/LICENSE
WORKDIR /work
ENTRYPOINT ["/usr/local/bin/assize"]
