import { useLingui } from '@lingui/react/macro'
import { Skeleton, Stack } from '@mantine/core'

/** A page that is on its way. */
export function PageSkeleton() {
  return (
    <Stack gap="lg" p="md">
      <Skeleton height={28} width={240} />
      <BodySkeleton />
    </Stack>
  )
}

/** What stands beneath a title, on its way. */
export function BodySkeleton({ rows = 6 }: { rows?: number }) {
  const { t } = useLingui()
  return (
    <Stack gap="sm" role="status" aria-label={t`Loading`}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={36} />
      ))}
    </Stack>
  )
}
