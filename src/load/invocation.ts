import { scriptEnvironment, type K6Plan } from './plan.ts'
import type { K6RunFiles } from './run-files.ts'

/** Arguments of `k6 run`. k6 prepares everything and then waits to be released through its REST address. */
export function runArguments(plan: K6Plan, files: K6RunFiles, port: number): string[] {
  return [
    'run',
    '--quiet',
    '--paused',
    `--address=127.0.0.1:${port}`,
    `--config=${files.options}`,
    // Verdicts are the harness's; a threshold could end the load in the middle of the outage.
    '--no-thresholds',
    '--summary-mode=compact',
    '--new-machine-readable-summary',
    `--summary-export=${files.summary}`,
    // Raw lines go to the file one write each, unbuffered: they survive kill -9.
    '--log-format=raw',
    `--console-output=${files.console}`,
    `--log-output=file=${files.log}`,
    ...(plan.ledger === false ? [`--out=json=${files.points}`, `--system-tags=${POINT_TAGS}`] : []),
    ...scriptVariables(plan),
    plan.script,
  ]
}

/** What is known of a request. Not its address: that may carry a secret, and would be a part of the record. */
const POINT_TAGS = 'status,error_code,expected_response'

/**
 * Arguments of `k6 inspect`, which loads the script without running it. Only with the execution requirements does it
 * also put our options and the script's together, and look for the functions that they name.
 */
export function inspectArguments(plan: K6Plan, optionsFile: string): string[] {
  return [
    'inspect',
    // As `run` does by itself.
    '--include-system-env-vars',
    '--execution-requirements',
    '--log-format',
    'raw',
    '--config',
    optionsFile,
    ...scriptVariables(plan),
    plan.script,
  ]
}

/**
 * The environment of k6, made from nothing: proxies and `K6_*` variables of the user would change what is measured.
 *
 * @param home - takes the place of the home folder, whose k6 configuration would be read
 * @param passed - names of variables that the script needs
 */
export function k6Environment(home: string, passed: readonly string[] = []): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(passed.map((name) => [name, process.env[name]])),
    PATH: process.env['PATH'],
    HOME: home,
    NO_COLOR: '1',
    K6_NO_USAGE_REPORT: 'true',
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  }
}

function scriptVariables(plan: K6Plan): string[] {
  return Object.entries(scriptEnvironment(plan)).flatMap(([name, value]) => ['--env', `${name}=${value}`])
}
