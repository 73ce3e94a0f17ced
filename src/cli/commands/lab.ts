import { Command } from 'commander'
import { lockOwner } from '../../drill/lock.ts'
import { parseLabSettings } from '../../environments/lab/settings.ts'
import { type LabStatus, LabRunningError, labDown, labStatus, labUp } from '../../environments/lab/up.ts'
import type { LocalAws } from '../../environments/environment.ts'
import { EXIT } from '../../model/exit-codes.ts'
import { CommandError, inputError, type Finish } from '../exits.ts'
import { ownLauncher } from '../launcher.ts'
import { collect } from '../options.ts'
import { untilSignal } from '../signals.ts'
import { addHands } from './lab-hands.ts'
import { parseSettings } from '../settings.ts'

export function labCommand(finish: Finish): Command {
  const lab = new Command('lab').description('brings the embedded lab up to look at it, without a drill')
  lab
    .command('up')
    .description('starts a lab that stays until `lab down`, and prints its addresses')
    .option('--set <key=value>', 'setting of the lab (see blackstart plan)', collect, [])
    .option('--aws', 'with local AWS endpoints whose calls act on the lab; the same as --set aws=on')
    .option(
      '--speed <factor>',
      'how much sooner than published the AWS control plane tells; as --set aws-speed=<factor>',
    )
    .action(async ({ set, aws, speed }: { set: readonly string[]; aws?: true; speed?: string }) => {
      const findings: string[] = []
      const short = { ...(aws && { aws: 'on' }), ...(speed !== undefined && { 'aws-speed': speed }) }
      const settings = parseLabSettings({ ...short, ...parseSettings(set, findings) })
      if ('findings' in settings) findings.push(...settings.findings)
      if (findings.length > 0 || 'findings' in settings) throw inputError(findings)
      const interrupt = untilSignal()
      try {
        process.stdout.write(describe(await labUp(ownLauncher(), settings.value, interrupt.signal)))
      } catch (error) {
        if (error instanceof LabRunningError) throw new CommandError(EXIT.refused, error.message, { cause: error })
        throw error
      } finally {
        interrupt.release()
      }
    })
  lab
    .command('status')
    .description('tells whether a lab is up, and its addresses; exits 1 when none is')
    .action(async () => {
      const status = await labStatus()
      process.stdout.write(status === undefined ? `No lab is up.\n${await drillLine()}` : describe(status))
      if (status === undefined) finish(EXIT.fail)
    })
  lab
    .command('down')
    .description('ends the lab; nothing of it is left')
    .action(async () => {
      process.stdout.write((await labDown()) ? 'The lab is gone.\n' : 'No lab was up.\n')
    })
  addHands(lab)
  return lab
}

/** A drill has a lab of its own, that is not this one. */
async function drillLine(): Promise<string> {
  const owner = await lockOwner()
  return owner === undefined ? '' : `Drill ${owner.drillId} runs (pid ${owner.pid}), with a lab of its own.\n`
}

function describe({ info, topology, socket }: LabStatus): string {
  const rows = topology.components.map(({ id, role, zone, region, address, state }) => [
    id,
    role,
    zone === undefined ? (region ?? '-') : `zone ${zone}`,
    state,
    address,
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return [
    `Customers  ${info.customerUrl}`,
    `Writer     ${info.writerUrl}`,
    ...Object.entries(info.databaseUrls).map(([id, url]) => `${id.padEnd(10)} ${url}`),
    ...(info.dnsPort === null ? [] : [`DNS        127.0.0.1:${info.dnsPort}, UDP and TCP`]),
    `Control    ${socket}`,
    ...(info.aws === null ? [] : [awsLine(info.aws)]),
    '',
    ...rows.map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    ),
    '',
  ].join('\n')
}

/** What the clients and tools of AWS need to find the endpoints: any credentials are taken. */
function awsLine({ endpoint, region, accountId, speed }: LocalAws): string {
  return `AWS        ${endpoint}  (AWS_ENDPOINT_URL; region ${region}, account ${accountId}, control plane ${speed} times as quick)`
}
