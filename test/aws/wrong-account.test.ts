import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { AWS_VARIABLE } from '../../src/environments/aws/handled-account.ts'
import { localReach } from '../support/aws/account.ts'
import { handledDrill } from '../support/aws/handled-drill.ts'
import { LocalEndpoints } from '../support/aws/local-endpoints.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const CONFIG = ['--config', 'test/fixtures/aws/blackstart.config.ts']

/** Commands that act in an account, or read it, without a drill that has asked first. */
const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  'recover --shared': ['recover', '--shared', ...CONFIG],
  'export fis': ['export', 'fis', 'zone-loss', ...CONFIG],
  'aws restore': ['aws', 'restore', '2026-11-21T10:00:00Z'],
  'aws end-restore': ['aws', 'end-restore'],
  'aws shift': ['aws', 'shift', 'a'],
  'aws unshift': ['aws', 'unshift'],
  'aws promote': ['aws', 'promote', '--allow-data-loss'],
}

describe('in an account that is not on the list', () => {
  let aws: LocalEndpoints
  let reports: string

  beforeEach(async () => {
    reports = mkdtempSync(join(tmpdir(), 'blackstart-account-'))
    aws = await new LocalEndpoints().listen()
    await aws.misbehave({ account: '999999999999' })
  })
  afterEach(async () => {
    await aws.close()
    rmSync(reports, { recursive: true })
  })

  for (const [name, command] of Object.entries(COMMANDS)) {
    it(`${name} asks who we are, and nothing else`, async () => {
      const child = spawn(process.execPath, ['bin/blackstart.js', ...command], {
        cwd: ROOT,
        stdio: ['ignore', 'ignore', 'pipe'],
        env: {
          ...process.env,
          AWS_ENDPOINT_URL: aws.endpoint,
          AWS_ACCESS_KEY_ID: 'lab',
          AWS_SECRET_ACCESS_KEY: 'lab',
          [AWS_VARIABLE]: handledDrill(reports, 'drill-1', localReach(aws).settings, aws.endpoint),
        },
      })
      const exited = new Promise((resolve) => child.once('exit', resolve))
      const said = await text(child.stderr)
      expect(await exited, said).to.equal(3)
      expect(said).to.match(/is in account 999999999999, and only 000000000000 may be drilled/)
      expect([...new Set((await aws.calls()).map(({ action }) => action))]).to.deep.equal(['sts:GetCallerIdentity'])
      expect(aws.lab.done).to.deep.equal([])
    })
  }
})
