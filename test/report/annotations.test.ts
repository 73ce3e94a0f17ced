import { expect } from 'chai'
import { annotation, annotations } from '../../src/report/annotations.ts'
import { sample } from './sample.ts'

describe('annotations', () => {
  it('are errors with the reasons where a drill did not pass', () => {
    const lines = annotations(sample('lost'))
    expect(lines[0]).to.match(/^::error title=Drill database-kill::FAIL: /)
    expect(lines.slice(1)).to.deep.equal([
      '::error title=database-kill%3A rpo-exceeded::23 acknowledged writes are lost, the RPO is 0 s',
      '::error title=database-kill%3A writes-holed::2 lost writes are older than a write that survived',
    ])
    expect(annotations(sample('inconclusive'))[0]).to.match(/^::error /)
  })

  it('are one notice where it passed', () => {
    expect(annotations(sample('pass'))).to.have.length(1)
    expect(annotations(sample('pass'))[0]).to.match(/^::notice /)
  })

  it('stay one line, whatever is in them', () => {
    expect(annotation('error', 'a:b,c\n::set-env', '50 %\r\n::stop-commands::x')).to.equal(
      '::error title=a%3Ab%2Cc%0A%3A%3Aset-env::50 %25%0D%0A::stop-commands::x',
    )
  })
})
