/**
 * Blackstart's public API: what a scenario file and a configuration file import.
 *
 * @packageDocumentation
 */
export { defineConfig, defineScenario, fault, k6, runbook, type K6Options } from './scenario/define.ts'
export type { BlackstartConfig, MeasurementSettings, WarmUpSettings } from './scenario/config-types.ts'
export type { AwsConfig, AwsTag } from './scenario/aws-types.ts'
export { env, type CanaryConfig, type HttpCanaryConfig } from './scenario/canary-types.ts'
export type { DnsFailover, FisExperiment, ReplicationPause } from './model/cloud-fault.ts'
export type { EnvRef } from './model/env-ref.ts'
export type { HttpCall, HttpList, HttpRead, HttpWrite, TlsFiles } from './model/http-contract.ts'
export type { Duration } from './model/duration.ts'
export type {
  CommandFault,
  DataDrop,
  DatabaseFailover,
  DatabaseFreeze,
  DatabaseKill,
  Fault,
  InstanceFreeze,
  InstanceTerminate,
  ManualFault,
  RegionIsolate,
  ReplicationHold,
  StandbyLose,
  ZoneIsolate,
  ZoneLose,
} from './model/fault.ts'
export type {
  DiskFull,
  InstanceLimit,
  InstanceRestart,
  InstanceStop,
  NetworkBandwidth,
  NetworkCut,
  NetworkLatency,
  NetworkLoss,
} from './model/part-fault.ts'
export type {
  EnvironmentKey,
  ExpectableFailure,
  K6Load,
  MeasuredDrill,
  ObjectivesInput,
  RunbookRecovery,
  Sabotage,
  Scenario,
} from './model/scenario.ts'
export type { BlastRadius, DrillWindow, Freeze, GuardCheck, GuardSettings } from './scenario/guard-settings.ts'
export type { StopConditions, StopLimit } from './model/stop-conditions.ts'
