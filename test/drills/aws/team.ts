import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { StandingLab } from './standing-lab.ts'

/** The canaries of the lab's service, as a team would write them down. */
const CANARY = {
  http: {
    write: {
      method: 'POST',
      path: '/orders',
      body: '{"writer":"{writer}","seq":{seq}}',
      ok: [201],
      refused: [409, 429],
      echo: true,
    },
    read: { path: '/orders/latest?writer={writer}', newest: 'seq' },
    list: { path: '/orders?writer={writer}&after={after}', items: 'seqs', seq: '' },
  },
  maxWritesPerSecond: 100,
}

const QUICK = {
  warmUp: { window: '500ms', agreeWithin: 5 },
  measurement: { holdDown: '1s', goodWithin: '900ms', availability: 0.9 },
}

/**
 * Writes the configuration of a team whose account is that of a standing lab: the environment is `aws` itself, and the
 * variables with which all tools of AWS are led elsewhere lead it to the lab.
 *
 * @returns the file
 */
export function teamConfig(folder: string, lab: StandingLab, more: object = {}): string {
  const file = join(folder, 'blackstart.config.ts')
  const aws = {
    region: 'eu-west-1',
    secondRegion: 'eu-central-1',
    accounts: ['000000000000'],
    customers: lab.address('Customers'),
    alarms: ['blackstart-lab-guard'],
    fisRole: 'arn:aws:iam::000000000000:role/blackstart-fis',
    sharedStore: { bucket: 'blackstart-lab' },
    // The lab is quick: outages of a fraction of a second are to be seen.
    settings: { every: '20ms', timeout: '1s' },
    ...more,
  }
  const config = { environments: { aws }, guards: { aws: { optIn: true } }, canary: CANARY, ...QUICK }
  mkdirSync(folder, { recursive: true })
  writeFileSync(file, `export default ${JSON.stringify(config)}\n`)
  return file
}
