/** A function of an object that never changes, such as a schema, which is computed once for each. */
export function onceEach<K extends object, V extends object | boolean>(compute: (key: K) => V): (key: K) => V {
  const known = new WeakMap<K, V>()
  return (key) => {
    let value = known.get(key)
    if (value === undefined) known.set(key, (value = compute(key)))
    return value
  }
}
