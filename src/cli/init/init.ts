import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import { extendManifest } from './manifest.ts'
import { IGNORED, INIT_SCRIPTS, type InitFile, initFiles } from './files.ts'
import { InitError } from './init-error.ts'

/** What `init` did to one file. */
export interface InitStep {
  readonly path: string
  /** `kept`: it was there, and was not touched. */
  readonly what: 'created' | 'added to' | 'kept'
  readonly note?: string
}

export interface InitResult {
  readonly steps: readonly InitStep[]
  /** Whether the package is installed in this project: without it nothing runs. */
  readonly installed: boolean
}

/** What is put into a project beside its manifest. */
export interface Beginning {
  readonly files: readonly InitFile[]
  readonly scripts: Readonly<Record<string, string>>
}

/**
 * Puts a scenario with its load, a configuration, a workflow and scripts into a project. What is there stays as it is.
 *
 * @param folder - absolute path of the project
 * @param beginning - what it begins with. @default a first drill in the lab
 * @throws InitError when there is no usable `package.json`; nothing was written then
 */
export function init(folder: string, beginning?: Beginning): InitResult {
  const manifestFile = join(folder, 'package.json')
  if (!existsSync(manifestFile)) {
    throw new InitError(`there is no package.json in ${folder}: run 'npm init -y' first, or go to the project's folder`)
  }
  const manifest = extended(manifestFile, beginning?.scripts ?? INIT_SCRIPTS)
  const root = packageRoot(folder)
  const helper = join(root ?? join(folder, 'node_modules', 'blackstart'), 'scenarios', 'load', 'blackstart-k6.ts')
  const fromScript = relative(join(folder, 'scenarios', 'load'), helper)
    .split(sep)
    .join('/')

  const steps: InitStep[] = (beginning?.files ?? initFiles(fromScript)).map(({ path, text }) =>
    create(folder, path, text),
  )
  if (manifest.added.length > 0) replace(manifestFile, manifest.text)
  steps.push({
    path: 'package.json',
    what: manifest.added.length > 0 ? 'added to' : 'kept',
    note: [
      ...(manifest.added.length > 0 ? [`scripts ${manifest.added.join(', ')}`] : []),
      ...(manifest.kept.length > 0 ? [`kept its own ${manifest.kept.join(', ')}`] : []),
    ].join('; '),
  })
  steps.push(ignore(folder))
  return { steps, installed: root !== undefined }
}

function extended(file: string, scripts: Beginning['scripts']): ReturnType<typeof extendManifest> {
  try {
    return extendManifest(readFileSync(file, 'utf8'), scripts)
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw new InitError(`${file} cannot be read as JSON (${cause.message}): correct it first`, { cause })
  }
}

/**
 * Where the package is installed for this project; undefined when it is not. The path through node_modules comes first:
 * behind it a package manager may have a folder whose name changes with every version.
 */
function packageRoot(folder: string): string | undefined {
  for (let parent = folder; ; parent = dirname(parent)) {
    const root = join(parent, 'node_modules', 'blackstart')
    if (existsSync(join(root, 'package.json'))) return root
    if (parent === dirname(parent)) return resolvedRoot(folder)
  }
}

function resolvedRoot(folder: string): string | undefined {
  try {
    return dirname(createRequire(join(folder, 'package.json')).resolve('blackstart/package.json'))
  } catch {
    return undefined
  }
}

function create(folder: string, path: string, text: string): InitStep {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  try {
    // 'wx' fails on a file that exists: nothing is ever overwritten, whoever else writes at this moment.
    writeFileSync(file, text, { flag: 'wx' })
    return { path, what: 'created' }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    return { path, what: 'kept' }
  }
}

function ignore(folder: string): InitStep {
  const path = '.gitignore'
  const created = create(folder, path, `node_modules/\n${IGNORED}\n`)
  if (created.what === 'created') return created
  const file = join(folder, path)
  const text = readFileSync(file, 'utf8')
  const ignored = text.split(/\r?\n/).some((line) => /^\/?reports\/?\*?$/.test(line.trim()))
  if (ignored) return created
  replace(file, `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${IGNORED}\n`)
  return { path, what: 'added to', note: IGNORED }
}

function replace(file: string, text: string): void {
  writeFileSync(`${file}.part`, text)
  renameSync(`${file}.part`, file)
}
