import { z } from 'zod'

/** A port of a container that is published. */
export interface ComposePort {
  readonly port: number
  readonly protocol: string
}

/** Something that is mounted into the containers of a service. */
export interface ComposeMount {
  /** `volume`, `bind`, `tmpfs`, ... */
  readonly type: string
  /** A volume's key in the file, a path of the engine's host; undefined for an anonymous volume. */
  readonly source: string | undefined
  readonly target: string
  readonly readOnly: boolean
}

/** One service of a compose file, as compose itself understands it. */
export interface ComposeService {
  readonly name: string
  readonly image: string | undefined
  /** Whether compose can build the image when it is not there. */
  readonly builds: boolean
  readonly labels: Readonly<Record<string, string>>
  readonly ports: readonly ComposePort[]
  /** Those of {@link ports} that are spoken to by TCP, by number. */
  readonly published: readonly number[]
  readonly mounts: readonly ComposeMount[]
  readonly replicas: number
  /** A name that its container has in every project, so that there can be only one. */
  readonly containerName: string | undefined
  readonly environment: Readonly<Record<string, string>>
}

/** A network or a volume of a compose file. */
export interface ComposeResource {
  /** What the file calls it. */
  readonly key: string
  /** What the engine calls it. */
  readonly name: string
  /** It exists without us, and is not ours to label or remove. */
  readonly external: boolean
  /** Of a volume: the folder or the share in which its files really lie. */
  readonly device: string | undefined
}

/** What is needed of a compose file. */
export interface ComposeModel {
  readonly project: string
  readonly services: readonly ComposeService[]
  readonly networks: readonly ComposeResource[]
  readonly volumes: readonly ComposeResource[]
}

const resources = z
  .record(
    z.string(),
    z
      .looseObject({
        name: z.string().nullish(),
        external: z.boolean().nullish(),
        driver_opts: z.record(z.string(), z.coerce.string()).nullish(),
      })
      .nullable(),
  )
  .nullish()

const document = z.looseObject({
  name: z.string(),
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string().nullish(),
      build: z.unknown().optional(),
      container_name: z.string().nullish(),
      labels: z.record(z.string(), z.coerce.string()).nullish(),
      ports: z.array(z.looseObject({ target: z.number(), protocol: z.string().nullish() })).nullish(),
      volumes: z
        .array(
          z.looseObject({
            type: z.string(),
            source: z.string().nullish(),
            target: z.string(),
            read_only: z.boolean().nullish(),
          }),
        )
        .nullish(),
      deploy: z.looseObject({ replicas: z.number().nullish() }).nullish(),
      scale: z.number().nullish(),
      environment: z.record(z.string(), z.coerce.string().nullish()).nullish(),
    }),
  ),
  networks: resources,
  volumes: resources,
})

type Service = z.infer<typeof document>['services'][string]

/**
 * Reads what `docker compose config --format json` prints: the file with everything filled in.
 *
 * @throws ZodError, SyntaxError
 */
export function parseComposeModel(json: string): ComposeModel {
  const { name: project, services, networks, volumes } = document.parse(JSON.parse(json))
  return {
    project,
    services: Object.entries(services).map(([name, service]) => serviceOf(name, service)),
    networks: resourcesOf(networks, project),
    volumes: resourcesOf(volumes, project),
  }
}

function serviceOf(name: string, service: Service): ComposeService {
  const ports = portsOf(service)
  return {
    name,
    image: service.image ?? undefined,
    builds: service.build !== undefined && service.build !== null,
    labels: service.labels ?? {},
    ports,
    published: ports.filter(({ protocol }) => protocol === 'tcp').map(({ port }) => port),
    mounts: (service.volumes ?? []).map(({ type, source, target, read_only: readOnly }) => ({
      type,
      source: source ?? undefined,
      target,
      readOnly: readOnly === true,
    })),
    replicas: service.deploy?.replicas ?? service.scale ?? 1,
    containerName: service.container_name ?? undefined,
    environment: Object.fromEntries(
      Object.entries(service.environment ?? {}).flatMap(([key, value]) =>
        typeof value === 'string' ? [[key, value]] : [],
      ),
    ),
  }
}

/** A port may be published at several ports of the host; for us one is enough. */
function portsOf({ ports }: Service): ComposePort[] {
  const seen = (ports ?? []).map(({ target, protocol }) => ({ port: target, protocol: protocol ?? 'tcp' }))
  return [...new Map(seen.map((one) => [`${one.port}/${one.protocol}`, one])).values()]
}

function resourcesOf(declared: z.infer<typeof resources>, project: string): ComposeResource[] {
  return Object.entries(declared ?? {}).map(([key, value]) => {
    const options = value?.driver_opts ?? {}
    return {
      key,
      name: value?.name ?? `${project}_${key}`,
      external: value?.external === true,
      device: options['type'] === 'tmpfs' ? undefined : options['device'],
    }
  })
}
