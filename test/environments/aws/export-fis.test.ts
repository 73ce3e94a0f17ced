import { spawnSync } from 'node:child_process'
import { NormalizedSchema } from '@smithy/core/schema'
import { expect } from 'chai'
import { CreateExperimentTemplate$ } from '../../../src/environments/aws-model/fis.ts'
import { unknownMembers } from '../../../src/environments/aws/clients/known-members.ts'
import { exportTemplates } from '../../../src/environments/aws/export-fis.ts'
import type { Fault } from '../../../src/model/fault.ts'
import { DRILLABLE, FakeAccount } from './fake-ports.ts'

const SETTINGS = { fisRole: 'arn:aws:iam::111122223333:role/fis', via: 'fis' } as const
const FAULTS: readonly Fault[] = [
  { kind: 'database.failover' },
  { kind: 'zone.lose', of: 'primary' },
  { kind: 'zone.isolate', zone: 'b', for: '5m' },
  { kind: 'instance.terminate', role: 'service' },
]
const INPUT = (CreateExperimentTemplate$[4] as () => unknown)()

/** botocore's own validation of an input, where it is installed: the second opinion. */
const VALIDATE = `
import json, sys
import botocore.session
from botocore.validate import ParamValidator
shape = botocore.session.get_session().get_service_model('fis').operation_model('CreateExperimentTemplate').input_shape
for template in json.load(sys.stdin):
    print(ParamValidator().validate({**template, 'clientToken': 'x'}, shape).generate_report())
`

describe('experiment templates for FIS', () => {
  it('are those of the faults that FIS is asked for', async () => {
    const templates = await exportTemplates(new FakeAccount().reach(SETTINGS), FAULTS)
    expect(templates.map(({ description }) => description)).to.deep.equal([
      'Blackstart: database.failover of orders',
      'Blackstart: zone.lose of eu-west-1a',
      'Blackstart: zone.isolate of eu-west-1b',
    ])
  })

  it("hold to FIS's model, and leave out nothing that it demands", async () => {
    const schema = NormalizedSchema.of(INPUT as never)
    const required = [...schema.structIterator()]
      .slice(0, Number((schema.getSchema() as unknown[])[6]))
      .map(([name]) => name)
    for (const template of await exportTemplates(new FakeAccount().reach(SETTINGS), FAULTS)) {
      expect(unknownMembers(INPUT, template)).to.deep.equal([])
      expect({ ...template, clientToken: 'x' }).to.include.all.keys(required)
    }
  })

  it('are taken by botocore, too', async function () {
    const python = process.env['PYTHON'] ?? 'python3'
    if (spawnSync(python, ['-c', 'import botocore']).status !== 0) this.skip()
    const templates = await exportTemplates(new FakeAccount().reach(SETTINGS), FAULTS)
    const { status, stdout, stderr } = spawnSync(python, ['-c', VALIDATE], {
      input: JSON.stringify(templates),
      encoding: 'utf8',
    })
    expect(status, stderr).to.equal(0)
    expect(stdout.trim()).to.equal('')
  })

  it('bear the tag without which fault.fis takes none, and that by which their maker may delete them', async () => {
    for (const { tags } of await exportTemplates(new FakeAccount().reach(SETTINGS), FAULTS)) {
      expect(tags).to.deep.equal({ ...DRILLABLE, 'blackstart:drill': 'by-hand' })
    }
  })

  it('never have the stop condition none, and never pass without a target', async () => {
    const account = new FakeAccount()
    for (const { stopConditions, experimentOptions } of await exportTemplates(account.reach(SETTINGS), FAULTS)) {
      expect(stopConditions).to.deep.equal([
        { source: 'aws:cloudwatch:alarm', value: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-down' },
      ])
      expect(experimentOptions.emptyTargetResolutionMode).to.equal('fail')
    }
    account.alarms = []
    const error: unknown = await exportTemplates(account.reach(SETTINGS), FAULTS).catch((thrown: unknown) => thrown)
    expect((error as Error).message).to.match(/alarm 'orders-down' does not exist in eu-west-1, and would stop nothing/)
  })
})
