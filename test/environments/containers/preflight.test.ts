import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readComposeFiles } from '../../../src/environments/containers/preflight.ts'

describe('reading compose files', () => {
  const path = process.env['PATH']
  let folder: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'blackstart-files-'))
    process.env['PATH'] = `${folder}:/usr/bin:/bin`
  })
  afterEach(async () => {
    process.env['PATH'] = path
    await rm(folder, { recursive: true })
  })

  it('says which services there are when a file laid over speaks of another', async () => {
    const model = JSON.stringify({ name: 'p', services: { api: {}, db: {} } })
    const says = 'service "database" has neither an image nor a build context specified: invalid compose project'
    const script = `#!/bin/sh\ncase "$*" in *labels.yaml*) echo '${says}' >&2; exit 15;; esac\necho '${model}'\n`
    await writeFile(join(folder, 'docker'), script, { mode: 0o755 })
    const error = await readComposeFiles({ compose: ['/compose.yaml', '/labels.yaml'], variables: {} }, 'p').catch(
      String,
    )
    expect(error).to.include("the service 'database', which /compose.yaml has not: it has api, db")
  })
})
