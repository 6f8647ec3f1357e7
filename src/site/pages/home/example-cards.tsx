import { useWords } from '../../ui/language.ts'
import { home } from '../../ui/phrases/home.ts'

/** Links to the three examples, each with a description. */
export function ExampleCards() {
  const words = useWords(home)
  return (
    <section aria-labelledby="examples">
      <h2 id="examples">{words.examples}</h2>
      <ul class="cards">
        <Card href="/cart/" name={words.cart} text={words.cartText} />
        <Card href="/preferences/" name={words.preferences} text={words.preferencesText} />
        <Card href="/account/" name={words.account} text={words.accountText} />
      </ul>
    </section>
  )
}

interface CardProps {
  href: string
  name: string
  text: string
}

function Card({ href, name, text }: CardProps) {
  return (
    <li>
      <h3>
        <a href={href}>{name}</a>
      </h3>
      <p>{text}</p>
    </li>
  )
}
