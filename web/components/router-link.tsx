import { Anchor, Button, NavLink, type AnchorProps, type ButtonProps, type NavLinkProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { AnchorHTMLAttributes, Ref } from 'react'

type Link<Props> = Omit<Props, 'href' | 'style'> & Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof Props> & { ref?: Ref<HTMLAnchorElement> }

/** A link to another page of the dashboard, which loads nothing anew. */
export const RouterLink = createLink((props: Link<AnchorProps>) => <Anchor {...props} />)

/** The same, looking like a button. */
export const RouterButton = createLink((props: Link<ButtonProps>) => <Button component="a" {...props} />)

/** The same, as an entry of the ways to go. */
export const RouterEntry = createLink((props: Link<NavLinkProps>) => <NavLink component="a" {...props} />)
