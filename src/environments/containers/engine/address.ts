/** Where an engine answers, and what tells it from every other one: with this another process finds the very same engine. */
export interface EngineAddress {
  /** As `DOCKER_HOST` is written: `unix:///var/run/docker.sock`, `tcp://10.0.0.7:2376`. */
  readonly dockerHost: string
  /** Folder of `ca.pem`, `cert.pem` and `key.pem`; empty where it is reached without TLS. */
  readonly certPath: string
  /** Where ports that it publishes answer. */
  readonly host: string
  /** Its name for itself, see {@link identityOf}. */
  readonly identity: string
}

/** What an engine says of itself (`docker info`), as far as it tells one engine from another. */
export interface EngineInfo {
  readonly ID?: string
  readonly Name?: string
  readonly DockerRootDir?: string
}

/**
 * What makes an engine this engine, whatever address leads to it. Docker keeps an id beside its data. Podman makes up a new
 * one whenever it is asked, so it is asked twice, and known by its machine and the folder of its data instead.
 */
export function identityOf(first: EngineInfo, again: EngineInfo): string {
  const { ID = '', Name = '', DockerRootDir = '' } = first
  return ID !== '' && ID === again.ID ? ID : `${Name}:${DockerRootDir}`
}

/** Variables that let `docker` and compose speak to this engine, whatever context or variables they were started with. */
export function engineVariables({ dockerHost, certPath }: EngineAddress): Readonly<Record<string, string | undefined>> {
  const tls = certPath !== ''
  return {
    DOCKER_HOST: dockerHost,
    DOCKER_CONTEXT: undefined,
    DOCKER_TLS_VERIFY: tls ? '1' : undefined,
    DOCKER_CERT_PATH: tls ? certPath : undefined,
  }
}

/** The command that leads to this engine from whatever shell it is pasted into. */
export function dockerCommand({ dockerHost, certPath }: EngineAddress): string {
  const host = `docker --host ${quoted(dockerHost)}`
  if (certPath === '') return host
  const file = (name: string): string => quoted(`${certPath}/${name}.pem`)
  return `${host} --tlsverify --tlscacert ${file('ca')} --tlscert ${file('cert')} --tlskey ${file('key')}`
}

function quoted(text: string): string {
  return /^[\w.:/@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
