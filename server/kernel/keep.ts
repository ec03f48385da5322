/** Puts a value into a map that holds so many at most: the one that was put there first goes, and no other, so that nobody empties it for everybody. */
export function keep<Key, Value>(map: Map<Key, Value>, most: number, key: Key, value: Value): void {
  map.delete(key)
  const [oldest] = map.keys()
  if (map.size >= most && oldest !== undefined) map.delete(oldest)
  map.set(key, value)
}
