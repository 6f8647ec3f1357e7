export { assertD1Binding, assertNamespaceBinding } from './bindings.ts'
export {
  assertFlags,
  assertFunctions,
  assertKnownOptions,
  assertOption,
  ImproperlyConfigured,
  type OptionNames,
} from './check-options.ts'
export { type BindingOption, resolveOptions } from './resolve-options.ts'
export { checkSecretKey, checkSecretKeyFallbacks } from './secret-key.ts'
