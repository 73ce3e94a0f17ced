import { expect } from 'chai'
import { freezes, windows } from '../../../src/drill/guards/calendar.ts'
import { expectFailsClosed, refusalOf } from './refusal.ts'

const at = (text: string) => () => new Date(text)

describe('allowed windows', () => {
  const OFFICE = [{ days: ['mon', 'tue'], from: '09:00', to: '17:00' }] as const

  it('are open from their first minute and closed from their last', async () => {
    // 2027-06-07 is a Monday; Berlin is two hours ahead of UTC in June.
    expect(await refusalOf(windows(OFFICE, 'Europe/Berlin', at('2027-06-07T06:59:59Z')))).to.include('mon 08:59')
    expect(await refusalOf(windows(OFFICE, 'Europe/Berlin', at('2027-06-07T07:00:00Z')))).to.equal(undefined)
    expect(await refusalOf(windows(OFFICE, 'Europe/Berlin', at('2027-06-07T14:59:59Z')))).to.equal(undefined)
    expect(await refusalOf(windows(OFFICE, 'Europe/Berlin', at('2027-06-07T15:00:00Z')))).to.include('mon 17:00')
  })

  it('follow daylight saving time', async () => {
    // 2027-01-04 is a Monday; in winter it is one hour.
    expect(await refusalOf(windows(OFFICE, 'Europe/Berlin', at('2027-01-04T07:30:00Z')))).to.include('mon 08:30')
    expect(await refusalOf(windows(OFFICE, 'Europe/Berlin', at('2027-01-04T08:00:00Z')))).to.equal(undefined)
  })

  it('mean the day of their own time zone', async () => {
    // Sunday evening in UTC is Monday morning in Auckland.
    expect(await refusalOf(windows(OFFICE, 'Pacific/Auckland', at('2027-06-06T22:00:00Z')))).to.equal(undefined)
    expect(await refusalOf(windows(OFFICE, 'UTC', at('2027-06-06T22:00:00Z')))).to.include('sun')
  })

  it('over midnight belong to the day on which they begin', async () => {
    const night = [{ days: ['fri'], from: '22:00', to: '04:00' }] as const
    expect(await refusalOf(windows(night, 'UTC', at('2027-06-11T23:00:00Z')))).to.equal(undefined)
    expect(await refusalOf(windows(night, 'UTC', at('2027-06-12T03:59:00Z')))).to.equal(undefined)
    expect(await refusalOf(windows(night, 'UTC', at('2027-06-12T04:00:00Z')))).to.include('sat 04:00')
    expect(await refusalOf(windows(night, 'UTC', at('2027-06-11T03:00:00Z')))).to.include('fri 03:00')
  })

  it('are open at any time when there are none', async () => {
    expect(await refusalOf(windows(undefined, 'UTC', at('2027-06-07T00:00:00Z')))).to.equal(undefined)
    expect(await refusalOf(windows([], 'UTC', at('2027-06-07T00:00:00Z')))).to.include('window')
  })

  it('fail closed', async () => {
    await expectFailsClosed(windows([], 'UTC', at('2027-06-07T00:00:00Z')))
    expect(await refusalOf(windows([], 'Atlantis/Capital', at('2027-06-07T00:00:00Z')))).to.include('that refuses')
  })
})

describe('freezes', () => {
  const YEAR_END = [{ from: '2027-12-20', to: '2027-12-31', reason: 'year-end' }]

  it('include their first and their last day', async () => {
    expect(await refusalOf(freezes(YEAR_END, 'UTC', at('2027-12-19T23:59:59Z')))).to.equal(undefined)
    expect(await refusalOf(freezes(YEAR_END, 'UTC', at('2027-12-20T00:00:00Z')))).to.include('year-end')
    expect(await refusalOf(freezes(YEAR_END, 'UTC', at('2027-12-31T23:59:59Z')))).to.include('year-end')
    expect(await refusalOf(freezes(YEAR_END, 'UTC', at('2028-01-01T00:00:00Z')))).to.equal(undefined)
  })

  it('mean the days of their own time zone', async () => {
    expect(await refusalOf(freezes(YEAR_END, 'Asia/Tokyo', at('2027-12-19T15:00:00Z')))).to.include('2027-12-20')
  })

  it('fail closed', () => expectFailsClosed(freezes([], 'UTC', at('2027-06-07T00:00:00Z'))))
})
