import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import * as api from '../src/index.ts'

describe('the public API', () => {
  it('has exactly these names: adding one is a promise, taking one away breaks scenario files', () => {
    expect(Object.keys(api).sort()).to.deep.equal(['defineConfig', 'defineScenario', 'env', 'fault', 'k6', 'runbook'])
  })

  it('exports exactly these types', () => {
    const source = readFileSync(new URL('../src/index.ts', import.meta.url), 'utf8')
    const names = [...source.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list = '']) =>
      list.split(',').map((name) => name.replace('type ', '').trim()),
    )
    expect(names.filter((name) => name !== '' && !(name in api)).sort()).to.deep.equal([
      'AwsConfig',
      'AwsTag',
      'BlackstartConfig',
      'BlastRadius',
      'CanaryConfig',
      'CommandFault',
      'DataDrop',
      'DatabaseFailover',
      'DatabaseFreeze',
      'DatabaseKill',
      'DiskFull',
      'DnsFailover',
      'DrillWindow',
      'Duration',
      'EnvRef',
      'EnvironmentKey',
      'ExpectableFailure',
      'Fault',
      'FisExperiment',
      'Freeze',
      'GuardCheck',
      'GuardSettings',
      'HttpCall',
      'HttpCanaryConfig',
      'HttpList',
      'HttpRead',
      'HttpWrite',
      'InstanceFreeze',
      'InstanceLimit',
      'InstanceRestart',
      'InstanceStop',
      'InstanceTerminate',
      'K6Load',
      'K6Options',
      'ManualFault',
      'MeasuredDrill',
      'MeasurementSettings',
      'NetworkBandwidth',
      'NetworkCut',
      'NetworkLatency',
      'NetworkLoss',
      'ObjectivesInput',
      'RegionIsolate',
      'ReplicationHold',
      'ReplicationPause',
      'RunbookRecovery',
      'Sabotage',
      'Scenario',
      'StandbyLose',
      'StopConditions',
      'StopLimit',
      'TlsFiles',
      'WarmUpSettings',
      'ZoneIsolate',
      'ZoneLose',
    ])
  })

  it('is what a scenario file imports by the name of the package', async () => {
    expect((await import('blackstart')).defineScenario).to.equal(api.defineScenario)
  })
})
