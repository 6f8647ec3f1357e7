/** The error shown for a type that JSON cannot hold. */
type NotJson =
  'Session data is stored as JSON: use strings, numbers, booleans, null, arrays and plain objects'

type Callable = (...args: never) => unknown

type HasMethod<Value> = true extends {
  [K in keyof Value]-?: Value[K] extends Callable ? true : false
}[keyof Value]
  ? true
  : false

/** `Value` if JSON can hold it, or else an explanation that no value is assignable to. */
type Json<Value> = unknown extends Value
  ? Value
  : Value extends string | number | boolean | null | undefined
    ? Value
    : Value extends bigint | symbol | Callable
      ? NotJson
      : Value extends readonly unknown[]
        ? { [K in keyof Value]: Json<Value[K]> }
        : HasMethod<Value> extends true
          ? NotJson
          : { [K in keyof Value]: Json<Value[K]> }

/**
 * The constraint on session data: an object whose values JSON can hold. Interfaces and types both
 * satisfy it. A value such as a `Date`, a `Map`, a `bigint` or a function does not, nor does an
 * object with methods.
 */
export type JsonData<Data> = object & { [K in keyof Data]: Json<Data[K]> }

/** The keys of session data; those of every member if `Data` is a union. */
export type DataKey<Data> = Data extends unknown ? keyof Data & string : never

/** The values of session data by key, without `undefined`: a missing key has no value. */
export type DataValues<Data> = {
  [K in DataKey<Data>]: DataValue<Data, K>
}

type DataValue<Data, K> = Data extends unknown
  ? K extends keyof Data
    ? Exclude<Data[K], undefined>
    : never
  : never
