import { expect } from 'chai'
import { checkScenario } from '../../src/scenario/schema.ts'
import { loadDefaultExport } from '../../src/scenario/load-file.ts'
import { LIBRARY_FOLDER, listScenarios } from '../../src/scenario/resolve.ts'

describe('the scenario library', () => {
  for (const { name, file } of listScenarios({ cwd: LIBRARY_FOLDER })) {
    it(`holds ${name}, without a finding`, async () => {
      const { exported } = await loadDefaultExport(file)
      const checked = checkScenario(exported)
      expect('findings' in checked ? checked.findings : []).to.deep.equal([])
    })
  }
})
