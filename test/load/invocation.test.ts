import { expect } from 'chai'
import { inspectArguments, k6Environment, runArguments } from '../../src/load/invocation.ts'
import { runFiles } from '../../src/load/run-files.ts'
import { aPlan } from './a-plan.ts'

describe('runArguments', () => {
  const args = runArguments(aPlan(), runFiles('/record/k6'), 4712)

  it('starts paused, with the control on loopback alone', () => {
    expect(args).to.include.members(['run', '--paused', '--no-thresholds', '--address=127.0.0.1:4712'])
  })

  it('sends raw console lines to a file of their own', () => {
    expect(args).to.include.members([
      '--log-format=raw',
      '--console-output=/record/k6/console.ndjson',
      '--log-output=file=/record/k6/k6-log.txt',
    ])
  })

  it('keeps the points of a script without a ledger, with no tag that could carry an address', () => {
    const witness = runArguments(aPlan({ ledger: false }), runFiles('/record/k6'), 4712)
    expect(witness).to.include.members([
      '--out=json=/record/k6/points.ndjson',
      '--system-tags=status,error_code,expected_response',
    ])
    expect(args.join(' ')).to.not.include('--out')
  })

  it('ends with the script', () => {
    expect(args.at(-1)).to.equal('/scenarios/load/orders.ts')
    expect(inspectArguments(aPlan(), 'o.json').at(-1)).to.equal('/scenarios/load/orders.ts')
  })
})

describe('k6Environment', () => {
  const before = { ...process.env }
  afterEach(() => {
    for (const name of ['HTTP_PROXY', 'K6_VUS', 'XDG_CONFIG_HOME', 'SHOP_TOKEN']) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
  })

  it('takes over no proxy, no k6 option and no configuration of the user', () => {
    Object.assign(process.env, { HTTP_PROXY: 'http://127.0.0.1:1', K6_VUS: '3', XDG_CONFIG_HOME: '/somewhere' })
    const env = k6Environment('/record/k6')
    expect(env).to.not.have.any.keys('HTTP_PROXY', 'K6_VUS', 'XDG_CONFIG_HOME')
    expect(env).to.include({ HOME: '/record/k6', K6_NO_USAGE_REPORT: 'true', K6_AUTO_EXTENSION_RESOLUTION: 'false' })
  })

  it('takes over the variables that the script was promised, and puts them on no command line', () => {
    process.env['SHOP_TOKEN'] = 'hunter22'
    expect(k6Environment('/record/k6', ['SHOP_TOKEN'])).to.include({ SHOP_TOKEN: 'hunter22' })
    const args = runArguments(aPlan({ passEnv: ['SHOP_TOKEN'] }), runFiles('/record/k6'), 4712)
    expect(args.join(' ')).to.not.include('hunter22')
  })
})
