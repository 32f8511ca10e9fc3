# Both stages stand on the same Debian: what is built against a newer glibc does not start on an older one.
FROM swift:6.3-bookworm AS build
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libsqlite3-dev libcurl4-openssl-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY Package.* ./
RUN swift package resolve
COPY . .
RUN swift build --configuration release --product referrals --static-swift-stdlib -Xlinker -s \
        -Xswiftc -cross-module-optimization \
    && install -D "$(swift build --configuration release --show-bin-path)/referrals" /out/referrals \
    && /out/referrals --version

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates libcurl4 libsqlite3-0 \
    && rm -rf /var/lib/apt/lists/* \
    && groupadd --gid 10001 referrals \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /data --shell /usr/sbin/nologin referrals \
    && install --directory --owner=referrals --group=referrals --mode=0700 /data
COPY --from=build /out/referrals /usr/local/bin/referrals

USER 10001:10001
WORKDIR /data
VOLUME /data
ENV REFERRALS_HOST=0.0.0.0 \
    REFERRALS_DATABASE=/data/referrals.db
EXPOSE 8080

# Asks whether the process answers, with the shell alone. Not /readyz: a restart does not mend a full disk.
HEALTHCHECK --interval=30s --timeout=3s --start-period=30s CMD ["bash", "-c", "\
    exec 3<>/dev/tcp/127.0.0.1/${REFERRALS_PORT:-8080} \
    && printf 'GET /livez HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3 \
    && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]

ENTRYPOINT ["referrals"]
CMD ["serve"]
