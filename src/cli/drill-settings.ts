import type { Scenario } from '../model/scenario.ts'
import type { Configuration } from '../scenario/config.ts'
import { layersFor } from '../scenario/environment-keys.ts'

interface SettingSources {
  readonly environment: string
  /** Undefined where it could not be loaded. */
  readonly scenario: Pick<Scenario, 'settings'> | undefined
  readonly configuration: Pick<Configuration, 'lab' | 'containers' | 'aws'> | undefined
  /** What was given on the command line. */
  readonly typed: Readonly<Record<string, string>>
}

/** The settings of a drill: the team's, over them those that the scenario needs, over them those of the command line. */
export function drillSettings({ environment, scenario, configuration, typed }: SettingSources): Record<string, string> {
  const team = configured(configuration, environment)
  const profile = typed['profile'] ?? team['profile']
  const profiled = profile === undefined ? {} : { profile }
  // What a disaster needs of the lab it needs of the lab that stands behind AWS's clients, too.
  const places = environment === 'aws-lab' ? ['lab', environment] : [environment]
  const needed = places.flatMap((place) => layersFor(scenario?.settings, { environment: place, ...profiled }))
  return Object.fromEntries([team, ...needed, typed].flatMap((layer) => Object.entries(layer)))
}

/** What the team's configuration gives as `--set` would. */
function configured(
  configuration: SettingSources['configuration'],
  environment: string,
): Readonly<Record<string, string>> {
  if (configuration === undefined) return {}
  const { lab, containers, aws } = configuration
  if (environment === 'containers') return containers.settings
  if (environment === 'aws') return aws?.settings ?? {}
  return environment === 'lab' ? { profile: lab.profile, ...lab.settings } : {}
}
