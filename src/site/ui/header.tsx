import { Form } from './form.tsx'
import { useWords } from './language.ts'
import { frame } from './phrases/frame.ts'
import type { Visitor } from './visitor.ts'

interface HeaderProps {
  visitor: Visitor
  /** The path of this page. */
  path: string
}

/** The brand, the pages in two groups, and the visitor. */
export function Header({ visitor, path }: HeaderProps) {
  const words = useWords(frame)
  return (
    <header>
      <a class="brand" href="/" aria-current={path === '/' ? 'page' : undefined} translate="no">
        edge-sessions
      </a>
      <nav aria-label={words.pages}>
        <span id="tutorial-pages">{words.tutorial}</span>
        <ol aria-labelledby="tutorial-pages">
          <NavItem href="/set-session/" path={path} label={words.set} />
          <NavItem href="/get-session/" path={path} label={words.get} />
          <NavItem href="/inspect/" path={path} label={words.inspect} />
        </ol>
        <span id="example-pages">{words.examples}</span>
        <ul aria-labelledby="example-pages">
          <NavItem href="/cart/" path={path} label={words.cart} />
          <NavItem href="/preferences/" path={path} label={words.preferences} />
          <NavItem href="/account/" path={path} label={words.account} />
        </ul>
      </nav>
      <You visitor={visitor} path={path} />
    </header>
  )
}

interface NavItemProps {
  href: string
  path: string
  label: string
}

function NavItem({ href, path, label }: NavItemProps) {
  return (
    <li>
      <a href={href} aria-current={path === href ? 'page' : undefined}>
        {label}
      </a>
    </li>
  )
}

function You({ visitor: { username, isAdmin, canSignIn }, path }: HeaderProps) {
  const words = useWords(frame)
  const isAdminPage = path.startsWith('/admin/sessions/')
  return (
    <div class="you">
      {isAdmin && (
        <a href="/admin/sessions/" aria-current={isAdminPage ? 'page' : undefined}>
          {words.admin}
        </a>
      )}
      {username === null && canSignIn && <a href="/account/">{words.signIn}</a>}
      {username !== null && (
        <>
          <b translate="no">{username}</b>
          <Form action="/account/logout/">
            <button type="submit" class="link">
              {words.signOut}
            </button>
          </Form>
        </>
      )}
    </div>
  )
}
