// Flask's context locals: one object in an environment's globals that is, during a render, that render's own.
// Needed because a module that is imported without context is made once and keeps the globals that it saw.

/** An object that is whatever `current` returns at each use. Methods that need private state run on the real object. */
export function late<T extends object>(current: () => T): T {
  return new Proxy({} as T, {
    get: (_, name) => {
      const object = current();
      const value: unknown = Reflect.get(object, name, object);
      return typeof value === "function" && object instanceof Map ? value.bind(object) : value;
    },
    set: (_, name, value) => Reflect.set(current(), name, value),
    has: (_, name) => Reflect.has(current(), name),
    deleteProperty: (_, name) => Reflect.deleteProperty(current(), name),
    ownKeys: () => Reflect.ownKeys(current()),
    getPrototypeOf: () => Reflect.getPrototypeOf(current()),
    getOwnPropertyDescriptor: (_, name) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(current(), name);
      // A proxy may not claim that what its own target lacks can never change.
      return descriptor === undefined ? undefined : { ...descriptor, configurable: true };
    },
  });
}
