import { OUTCOMES, type Operation, type OperationTable, type Outcome } from '../model/operation.ts'

const FIRST_CAPACITY = 1_024
/** Labels are interned in 16 bits; texts beyond that many distinct ones share this last label. */
const MAX_LABELS = 65_536
const TOO_MANY_LABELS = '(other)'

/** Grows an {@link OperationTable} row by row: typed arrays that double, texts interned. */
export class OperationTableBuilder {
  #length = 0
  #stream = new Uint16Array(FIRST_CAPACITY)
  #seq = new Uint32Array(FIRST_CAPACITY)
  #scheduledNs = new Float64Array(FIRST_CAPACITY)
  #sentNs = new Float64Array(FIRST_CAPACITY)
  #completedNs = new Float64Array(FIRST_CAPACITY)
  #outcome = new Uint8Array(FIRST_CAPACITY)
  #errorClass = new Uint16Array(FIRST_CAPACITY)
  #servedBy = new Uint16Array(FIRST_CAPACITY)
  // Only histories that hold such details pay for them.
  #value: Float64Array | undefined
  #database: Uint16Array | undefined
  readonly #labels: string[] = ['']
  readonly #codes = new Map<string, number>([['', 0]])

  /** Rows so far. */
  get length(): number {
    return this.#length
  }

  /** @returns the row, for {@link setOutcome} */
  append(operation: Operation): number {
    if (this.#length === this.#seq.length) this.#grow()
    const row = this.#length++
    this.#stream[row] = operation.stream
    this.#seq[row] = operation.seq
    this.#scheduledNs[row] = operation.scheduledNs
    this.#sentNs[row] = operation.sentNs
    this.setOutcome(row, operation.completedNs, operation.outcome, operation.errorClass, operation.servedBy)
    if (operation.value !== undefined) this.setValue(row, operation.value)
    if (operation.database !== undefined) this.setDatabase(row, operation.database)
    return row
  }

  /** @throws RangeError when there is no such row */
  setOutcome(row: number, completedNs: number, outcome: Outcome, errorClass: string, servedBy: string): void {
    this.#check(row)
    this.#completedNs[row] = completedNs
    this.#outcome[row] = OUTCOMES.indexOf(outcome)
    this.#errorClass[row] = this.#intern(errorClass)
    this.#servedBy[row] = this.#intern(servedBy)
  }

  /** @throws RangeError when there is no such row */
  setValue(row: number, value: number): void {
    this.#check(row)
    this.#value ??= new Float64Array(this.#seq.length).fill(NaN)
    this.#value[row] = value
  }

  /** @throws RangeError when there is no such row */
  setDatabase(row: number, database: string): void {
    this.#check(row)
    this.#database ??= new Uint16Array(this.#seq.length)
    this.#database[row] = this.#intern(database)
  }

  /**
   * The table so far, without copying a column: a window on the builder's own memory. Rows in it may still get their
   * outcome; for rows appended later, call again.
   */
  build(): OperationTable {
    const end = this.#length
    return {
      length: end,
      stream: this.#stream.subarray(0, end),
      seq: this.#seq.subarray(0, end),
      scheduledNs: this.#scheduledNs.subarray(0, end),
      sentNs: this.#sentNs.subarray(0, end),
      completedNs: this.#completedNs.subarray(0, end),
      outcome: this.#outcome.subarray(0, end),
      errorClass: this.#errorClass.subarray(0, end),
      servedBy: this.#servedBy.subarray(0, end),
      ...(this.#value === undefined ? {} : { value: this.#value.subarray(0, end) }),
      ...(this.#database === undefined ? {} : { database: this.#database.subarray(0, end) }),
      labels: this.#labels,
    }
  }

  #grow(): void {
    const capacity = this.#seq.length * 2
    const grown = <Column extends Uint8Array | Uint16Array | Uint32Array | Float64Array>(
      column: Column,
      larger: Column,
    ): Column => {
      larger.set(column)
      return larger
    }
    this.#stream = grown(this.#stream, new Uint16Array(capacity))
    this.#seq = grown(this.#seq, new Uint32Array(capacity))
    this.#scheduledNs = grown(this.#scheduledNs, new Float64Array(capacity))
    this.#sentNs = grown(this.#sentNs, new Float64Array(capacity))
    this.#completedNs = grown(this.#completedNs, new Float64Array(capacity))
    this.#outcome = grown(this.#outcome, new Uint8Array(capacity))
    this.#errorClass = grown(this.#errorClass, new Uint16Array(capacity))
    this.#servedBy = grown(this.#servedBy, new Uint16Array(capacity))
    if (this.#value !== undefined) this.#value = grown(this.#value, new Float64Array(capacity).fill(NaN))
    if (this.#database !== undefined) this.#database = grown(this.#database, new Uint16Array(capacity))
  }

  #check(row: number): void {
    if (row >= this.#length) throw new RangeError(`row ${row} does not exist, there are ${this.#length}`)
  }

  #intern(text: string): number {
    const known = this.#codes.get(text)
    if (known !== undefined) return known
    const full = this.#labels.length === MAX_LABELS - 1
    if (this.#labels.length === MAX_LABELS) return MAX_LABELS - 1
    const label = full ? TOO_MANY_LABELS : text
    this.#codes.set(label, this.#labels.length)
    return this.#labels.push(label) - 1
  }
}
