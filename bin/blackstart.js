#!/usr/bin/env node
// The launcher. In a checkout it runs src/ on the pinned Node (and sets the checkout up when that is missing);
// in an installed package it runs dist/ on the Node that it was started with. Whatever is unexpected ends with 70,
// so that 1 is only ever a verdict. This file must parse on every Node that anybody has: it is what tells them.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const WRONG_USAGE = 64
const INTERNAL_ERROR = 70
/** As `engines` in package.json. */
const OLDEST_NODE = [22, 18]
const root = dirname(dirname(realpathSync(fileURLToPath(import.meta.url))))
const isCheckout = existsSync(join(root, 'src', 'cli', 'main.ts'))

if (isCheckout) await runCheckout()
else await runPackage()

async function runCheckout() {
  const pinned = join(root, 'node_modules', '.bin', 'node')
  const setUp = spawnSync(process.execPath, [join(root, 'bin', 'setup.js')], { stdio: ['ignore', 2, 2] })
  if (setUp.status !== 0) process.exit(INTERNAL_ERROR)
  if (realpathSync(process.execPath) === realpathSync(pinned)) {
    await run(join(root, 'src', 'cli', 'main.ts'))
    return
  }
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)]
  if (typeof process.execve === 'function') process.execve(realpathSync(pinned), ['node', ...args], process.env)
  runAsChild(pinned, args)
}

async function runPackage() {
  const [major, minor] = process.versions.node.split('.').map(Number)
  const [oldestMajor, oldestMinor] = OLDEST_NODE
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    refuse(WRONG_USAGE, `Node ${OLDEST_NODE.join('.')} or newer is needed; this is ${process.versions.node}.`)
  }
  const main = join(root, 'dist', 'cli', 'main.js')
  if (!existsSync(main)) {
    refuse(INTERNAL_ERROR, "this package was packed without dist/: make it with 'npm run pack' in the repository.")
  }
  await run(main)
}

// Node 20 cannot replace itself: the child gets every signal that reaches us, and our exit code is its.
function runAsChild(command, args) {
  const child = spawn(command, args, {
    stdio: 'inherit',
    env: { ...process.env, BLACKSTART_LAUNCHER_PID: String(process.pid) },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal === null ? code : 128 + constants.signals[signal]))
  child.on('error', (error) => stop(error))
}

async function run(main) {
  // Node's own code for a crash is 1, and that would read as a verdict.
  process.on('uncaughtException', stop)
  try {
    const { runCli } = await import(main)
    process.exitCode = await runCli(process.argv.slice(2))
  } catch (error) {
    stop(error)
  }
}

function refuse(code, message) {
  process.stderr.write(`blackstart: ${message}\n`)
  process.exit(code)
}

function stop(error) {
  process.stderr.write(`blackstart: internal error: ${error?.stack ?? error}\n`)
  process.exit(INTERNAL_ERROR)
}
