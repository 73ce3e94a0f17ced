import { z } from 'zod'

/** One service of a compose file, as compose itself understands it. */
export interface ComposeService {
  readonly name: string
  readonly image: string | undefined
  /** Whether compose can build the image when it is not there. */
  readonly builds: boolean
  readonly labels: Readonly<Record<string, string>>
  /** Ports of the container that are published. */
  readonly published: readonly number[]
  readonly replicas: number
  readonly environment: Readonly<Record<string, string>>
}

/** What is needed of a compose file. */
export interface ComposeModel {
  readonly services: readonly ComposeService[]
  readonly networks: readonly string[]
  readonly volumes: readonly string[]
}

const named = z.record(z.string(), z.looseObject({ external: z.boolean().nullish() }).nullable()).nullish()

const document = z.looseObject({
  services: z.record(
    z.string(),
    z.looseObject({
      image: z.string().nullish(),
      build: z.unknown().optional(),
      labels: z.record(z.string(), z.coerce.string()).nullish(),
      ports: z.array(z.looseObject({ target: z.number(), published: z.coerce.string().nullish() })).nullish(),
      deploy: z.looseObject({ replicas: z.number().nullish() }).nullish(),
      scale: z.number().nullish(),
      environment: z.record(z.string(), z.coerce.string().nullish()).nullish(),
    }),
  ),
  networks: named,
  volumes: named,
})

/**
 * Reads what `docker compose config --format json` prints: the file with everything filled in.
 *
 * @throws ZodError, SyntaxError
 */
export function parseComposeModel(json: string): ComposeModel {
  const { services, networks, volumes } = document.parse(JSON.parse(json))
  return {
    services: Object.entries(services).map(([name, service]) => ({
      name,
      image: service.image ?? undefined,
      builds: service.build !== undefined && service.build !== null,
      labels: service.labels ?? {},
      published: [...new Set((service.ports ?? []).map(({ target }) => target))],
      replicas: service.deploy?.replicas ?? service.scale ?? 1,
      environment: Object.fromEntries(
        Object.entries(service.environment ?? {}).flatMap(([key, value]) =>
          typeof value === 'string' ? [[key, value]] : [],
        ),
      ),
    })),
    networks: ownNames(networks),
    volumes: ownNames(volumes),
  }
}

/** What is declared as external exists without us, and is not ours to label. */
function ownNames(declared: z.infer<typeof named>): string[] {
  return Object.entries(declared ?? {})
    .filter(([, value]) => value?.external !== true)
    .map(([name]) => name)
}
