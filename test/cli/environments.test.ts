import { expect } from 'chai'
import { driverNamed, DRIVERS, findDriver } from '../../src/cli/environments.ts'

describe('the registry of environments', () => {
  it('finds each driver by its own name', () => {
    for (const [name, driver] of Object.entries(DRIVERS)) {
      expect(driver.name).to.equal(name)
      expect(driverNamed(name)).to.equal(driver)
    }
  })

  it('answers an unknown name with those that there are', () => {
    for (const name of ['moon', 'constructor', '']) {
      expect(findDriver(name)).to.equal(undefined)
      expect(() => driverNamed(name)).to.throw(RangeError, `'${name}': the environments are lab`)
    }
  })
})
