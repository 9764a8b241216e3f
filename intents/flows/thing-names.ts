/**
 * Whether two words, each as it stands for one of its kind, commonly name the same thing: a shop calls it "boots" and
 * "sweater", its customers "botas" and "jumper". Only what people order most; a word that is missing is no harm, they are asked.
 */
export function calledAlike(one: string, other: string): boolean {
  const names = THINGS.get(plain(one));
  return names !== undefined && names === THINGS.get(plain(other));
}

/** Without accents, and whether its plural ends in "-s" or "-es". */
function plain(word: string): string {
  return word
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .replace(/ie$/, "y")
    .replace(/(?<=[nrlj])e$/, "");
}

/** A line is a thing, in English and Spanish, as its words stand for one. */
const THINGS: ReadonlyMap<string, string> = new Map(
  [
    "boot bota botin",
    "shoe zapato",
    "sneaker trainer zapatilla deportiva",
    "sandal sandalia",
    "glove mitten guante manopla",
    "scarf bufanda panuelo",
    "beanie hat cap gorro gorra sombrero",
    "sweater jumper pullover jersey sueter",
    "cardigan rebeca",
    "hoodie sweatshirt sudadera",
    "coat abrigo",
    "jacket chaqueta cazadora chaqueton",
    "shirt blouse camisa blusa",
    "t-shirt tshirt tee camiseta",
    "trouser pant pantalon",
    "jean vaquero",
    "dress vestido",
    "skirt falda",
    "sock calcetin",
    "belt cinturon",
    "backpack rucksack mochila",
    "bag handbag bolso bolsa",
    "wallet purse cartera",
    "suitcase luggage maleta equipaje",
    "watch reloj",
    "ring anillo",
    "necklace collar",
    "earring pendiente",
    "sunglass glass gafa",
    "blanket manta",
    "pillow cushion cojin almohada",
    "towel toalla",
    "rug carpet alfombra",
    "curtain cortina",
    "lamp lampara",
    "lantern farol",
    "candle vela",
    "mug cup taza",
    "plate dish plato",
    "bottle botella",
    "kettle hervidor",
    "chair silla",
    "table mesa",
    "sofa couch",
    "shelf bookcase estanteria",
    "book libro",
    "toy juguete",
    "headphone earphone auricular",
    "keyboard teclado",
    "camera camara",
    "bike bicycle bicicleta",
  ].flatMap((line) => line.split(" ").map((word) => [plain(word), line] as const)),
);
