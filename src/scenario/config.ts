import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { durationMs } from '../model/duration.ts'
import type { TlsFiles } from '../model/http-contract.ts'
import type { LabProfile } from '../model/scenario.ts'
import type { AwsConfig } from './aws-types.ts'
import type { HttpCanaryConfig } from './canary-types.ts'
import type { BlackstartConfig } from './config-types.ts'
import { checkConfig } from './config-schema.ts'
import { ConfigError } from './findings.ts'
import { FileLoadError, loadDefaultExport, withLines } from './load-file.ts'

/** The configuration of a team with every default filled in but those of {@link BlackstartConfig.measurement}, which depend on the place. */
export interface Configuration {
  /** Absolute path of the file; undefined when there is none and the defaults hold. */
  readonly file?: string
  /** Input of `measurementFor`. */
  readonly measurement: NonNullable<BlackstartConfig['measurement']>
  readonly warmUp: WarmUp
  readonly reports: Retention
  readonly canary: CanarySettings
  /** Absolute paths of Prometheus rule files. */
  readonly alertRules: readonly string[]
  /** Names of variables. */
  readonly secrets: readonly string[]
  readonly guards: NonNullable<BlackstartConfig['guards']>
  /** Absolute: the configuration file's, or where one was looked for. */
  readonly folder: string
  readonly lab: { readonly profile: LabProfile; readonly settings: Readonly<Record<string, string>> }
  readonly containers: { readonly settings: Readonly<Record<string, string>> }
  /** Undefined where the team says nothing about AWS: then nothing there can be drilled. */
  readonly aws?: AwsConfig
}

/** How canaries are written and read. */
export interface CanarySettings {
  /** Undefined: the HTTP side of a system is only asked whether it answers. Paths are absolute. */
  readonly http?: HttpCanaryConfig
  readonly table: string
  readonly maxWritesPerSecond: number
}

/** Bounds of the warm-up. */
export interface WarmUp {
  /** Two windows of this length in a row must agree, in milliseconds. */
  readonly windowMs: number
  /** By how much the median service time of two windows may differ and still agree, as a share. */
  readonly agreeWithin: number
  /** Not steady after so long: inconclusive, in milliseconds. */
  readonly atMostMs: number
}

/** Where records are kept, and how many. */
export interface Retention {
  /** Absolute path. */
  readonly folder: string
  /** So many latest records are kept. */
  readonly keep: number
  /** So many latest records that did not pass are kept in addition. */
  readonly keepFailed: number
}

const FILE_NAMES = ['blackstart.config.ts', 'blackstart.config.mts', 'blackstart.config.js', 'blackstart.config.mjs']

/**
 * Loads `blackstart.config.ts` of a folder, or takes the defaults where there is none.
 *
 * @param cwd - the folder to look in, and from which the default reports folder is counted
 * @param file - a path to load instead, which must exist
 * @throws ConfigError with all findings
 */
export async function loadConfig(cwd: string, file?: string): Promise<Configuration> {
  const found =
    file === undefined ? FILE_NAMES.map((name) => join(cwd, name)).find((path) => existsSync(path)) : resolve(cwd, file)
  if (found === undefined) return configuration({}, cwd)
  const loaded = await load(found)
  const checked = checkConfig(loaded.exported)
  if ('findings' in checked) throw new ConfigError(found, withLines(checked.findings, loaded.source))
  return { file: found, ...configuration(checked.value, dirname(found)) }
}

/** Fills in the defaults. Pure. @param folder - absolute; the reports folder is relative to it */
export function configuration(config: BlackstartConfig, folder: string): Configuration {
  const {
    measurement = {},
    warmUp = {},
    reports = {},
    environments = {},
    canary = {},
    guards = {},
    runbooks = {},
    secrets = [],
  } = config
  return {
    measurement,
    warmUp: {
      windowMs: durationMs(warmUp.window ?? '2s'),
      agreeWithin: warmUp.agreeWithin ?? 0.5,
      atMostMs: durationMs(warmUp.atMost ?? '30s'),
    },
    reports: {
      folder: resolve(folder, reports.folder ?? 'reports'),
      keep: reports.keep ?? 50,
      keepFailed: reports.keepFailed ?? 50,
    },
    canary: {
      ...(canary.http === undefined ? {} : { http: withAbsoluteFiles(canary.http, folder) }),
      table: canary.sql?.table ?? 'blackstart_canary',
      maxWritesPerSecond: canary.maxWritesPerSecond ?? 50,
    },
    alertRules: (runbooks.alertRules ?? []).map((file) => resolve(folder, file)),
    secrets,
    guards,
    folder,
    lab: { profile: environments.lab?.profile ?? 'fast', settings: environments.lab?.settings ?? {} },
    containers: { settings: containersSettings(environments.containers, folder) },
    ...(environments.aws === undefined ? {} : { aws: environments.aws }),
  }
}

function containersSettings(
  { compose, settings = {} }: NonNullable<NonNullable<BlackstartConfig['environments']>['containers']> = {},
  folder: string,
): Readonly<Record<string, string>> {
  return compose === undefined
    ? settings
    : {
        compose: [compose]
          .flat()
          .map((file) => resolve(folder, file))
          .join(','),
        ...settings,
      }
}

function withAbsoluteFiles(http: HttpCanaryConfig, folder: string): HttpCanaryConfig {
  if (http.tls === undefined) return http
  const files = Object.entries(http.tls).map(([name, path]: [string, string]) => [name, resolve(folder, path)])
  return { ...http, tls: Object.fromEntries(files) as TlsFiles }
}

async function load(file: string) {
  try {
    return await loadDefaultExport(file)
  } catch (cause) {
    if (cause instanceof FileLoadError) throw new ConfigError(file, [cause.finding], { cause })
    throw cause
  }
}
