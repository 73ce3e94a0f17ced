import { mkdirSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Command } from 'commander'
import { RefusedError } from '../../environments/environment.ts'
import { exportTemplates } from '../../environments/aws/export-fis.ts'
import { AWS_FAULT_KINDS } from '../../environments/aws/faults/fault-plane.ts'
import { reachOf } from '../../environments/aws/open.ts'
import type { ExperimentTemplate } from '../../environments/aws/ports/fis.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { type AwsScenarioOptions, readAwsScenarios } from '../aws-scenarios.ts'
import { CommandError, type Finish, inputError } from '../exits.ts'
import { collect } from '../options.ts'

/** An exported experiment may run for so long, in milliseconds: nobody ends it when a drill would. */
const LASTS_MS = 30 * 60_000

interface ExportOptions extends AwsScenarioOptions {
  readonly out?: string
}

export function exportCommand(_finish: Finish): Command {
  const command = new Command('export').description('writes what other tools can run')
  command
    .command('fis')
    .description("prints a scenario's faults as experiment templates of AWS FIS, with the targets that they have now")
    .argument('<scenario>', 'name of a scenario, or the path of a scenario file')
    .option('--env <environment>', 'aws, or aws-lab: the lab of `blackstart lab up --aws`', 'aws')
    .option('--set <key=value>', 'setting of the environment (via=fis is taken)', collect, [])
    .option('--config <file>', 'configuration file (default: blackstart.config.ts)')
    .option('--out <folder>', 'writes each template into a file of its own there')
    .action(async (name: string, options: ExportOptions) => {
      const { settings, faults } = await readAwsScenarios([name], { ...options, set: ['via=fis', ...options.set] })
      const all = [...faults.values()].flat()
      if (options.env === 'aws-lab' && settings.endpoint === undefined) {
        throw new CommandError(
          EXIT.refused,
          'no lab is up whose targets could be named: `blackstart lab up --aws` starts one',
        )
      }
      const kinds: readonly string[] = AWS_FAULT_KINDS.filter((kind) => kind !== 'database.kill')
      const impossible = all.filter(({ kind }) => !kinds.includes(kind))
      if (impossible.length > 0) throw inputError(impossible.map(({ kind }) => `FIS cannot be asked for ${kind}`))
      const templates = await refusing(() => exportTemplates(reachOf(settings, LASTS_MS), all))
      if (templates.length === 0) {
        throw new CommandError(EXIT.refused, `nothing in the account is hit by ${name} through FIS now`)
      }
      process.stdout.write(options.out === undefined ? printed(templates) : written(options.out, name, templates))
    })
  return command
}

/** AWS's own command line takes one template at a time. @throws CommandError for several */
function printed(templates: readonly ExperimentTemplate[]): string {
  const [template, ...more] = templates
  if (more.length > 0) {
    throw inputError([`it makes ${templates.length} templates: with --out <folder> each goes into a file of its own`])
  }
  return `${JSON.stringify(template, null, 2)}\n`
}

/** @returns the files, a line each */
function written(folder: string, scenario: string, templates: readonly ExperimentTemplate[]): string {
  mkdirSync(folder, { recursive: true })
  const files = templates.map((template, index) => {
    const file = join(folder, `${basename(scenario).replace(/\.[a-z]+$/, '')}-${index + 1}.json`)
    writeFileSync(file, `${JSON.stringify(template, null, 2)}\n`)
    return `${file}\n`
  })
  return files.join('')
}

async function refusing<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof RefusedError) throw new CommandError(EXIT.refused, error.message, { cause: error })
    throw error
  }
}
