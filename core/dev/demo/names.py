"""Names of many places, family names beside given names that go with them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """``tones`` are the skin tones, 0 (light) to 7 (dark), that portraits draw from."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    families: tuple[str, ...]
    tones: tuple[int, ...]


def _names(women: str, men: str, families: str, tones: tuple[int, ...]) -> Names:
    return Names(
        tuple(women.split()),
        tuple(men.split()),
        tuple(name.replace("_", " ") for name in families.split()),
        tones,
    )


NAMES = (
    _names(
        "Hazel Imogen Rosalind Tabitha Bryony Philippa Nell Harriet Winnie Isla Cordelia Maeve",
        "Rowan Alistair Barnaby Callum Edmund Fergus Gareth Rory Toby Desmond Ewan Silas Linus",
        "Ashdown Birtwhistle Calloway Dunmore Fairweather Hollis Kettering Lockwood Penrose Quill "
        "Thackeray Wren Gallagher Brannigan Ockham Tremaine Larkspur Hathersage",
        (0, 1, 1, 2),
    ),
    _names(
        "Astrid Ingrid Solveig Linnea Freja Sigrun Tuuli Annika Runa Maiken",
        "Torben Eskil Leif Mikkel Jari Halvard Sindre Aksel Rasmus Odd",
        "Lindqvist Bergstad Haugland Nyberg Sandvik Kallio Dahlgaard Thorsen Ekroth Myhre Vinter",
        (0, 0, 1),
    ),
    _names(
        "Anneke Greta Liesel Femke Marlies Jorinde Wiebke Saskia Heike Ottilie",
        "Joost Matthias Ruben Lennart Thijs Konrad Bram Jannis Volker Emil",
        "Dietrich Hoekstra Brandt Vermeulen Kessler Rademaker Vogt de_Wit Steinbach Oosterhuis",
        (0, 1, 1),
    ),
    _names(
        "Camille Margaux Noémie Solène Odile Clémence Apolline Inès Maëlle",
        "Bastien Étienne Gaspard Loïc Théo Yannick Corentin Mathis Baptiste",
        "Lacombe Fontanel Delaunay Rousselet Marchetier Beaulac Chevreuil Pelletan Auberive Tissot",
        (0, 1, 2, 6),
    ),
    _names(
        "Marisol Paloma Ximena Lucía Inés Consuelo Rocío Valentina Araceli Itzel Yolanda",
        "Joaquín Mateo Rafael Ignacio Emiliano Tomás Andrés Leandro Nahuel Héctor",
        "Quiroga Ibáñez Montoya Salcedo Zamorano Villareal Echeverri Olmedo Cárdenas Benavides",
        (2, 3, 3, 4),
    ),
    _names(
        "Beatriz Joana Catarina Giulia Chiara Ornella Fiorella Leonor Benedetta Iara",
        "Duarte Vasco Matteo Lorenzo Nuno Tiago Ettore Caio Silvio Davi",
        "Carvalhal Moreira Bellandi Taverna Figueira Castellani Barreto Sant'Anna Nogueira",
        (1, 2, 3, 5),
    ),
    _names(
        "Zofia Milena Katarzyna Ludmila Bojana Vesna Oksana Jadwiga Mira Danica Halyna",
        "Bogdan Tomasz Milan Pavel Andrzej Oleh Dragan Vojtěch Stanko Luka",
        "Wieczorek Kovalenko Novotny Jankovic Zielinska Dvorsky Petrenko Marek Horvat Bielak Sokol",
        (0, 1, 1),
    ),
    _names(
        "Eleni Despina Kalliope Defne Elif Zeynep Nesrin Ioanna Thalia",
        "Kostas Stavros Emre Deniz Nikos Kerem Orhan Petros Yiannis",
        "Papadakis Yildirim Karamanlis Demirtas Vlachos Aksoy Economou Ozturk Mavros Tekin",
        (1, 2, 3),
    ),
    _names(
        "Leila Nour Samira Yasmin Hanan Rania Salma Dalia Farah Shirin Parisa Golnaz",
        "Karim Tarek Idris Bilal Samir Youssef Omid Farhad Navid Ziad",
        "Haddad Mansouri Benali Khoury Sabbagh Najjar Tehrani Rahimi Farsi Bouzid Daoud",
        (2, 3, 4),
    ),
    _names(
        "Priya Ananya Meera Kavitha Lakshmi Nandini Farzana Ishani Shreya Tara Gauri Ruksana",
        "Arjun Vikram Rohan Sanjay Harish Imran Devan Kiran Nikhil Anand",
        "Chatterjee Iyer Raghunathan Deshpande Bhattarai Kulkarni Nair Sengupta Perera Menon",
        (3, 4, 5, 5),
    ),
    _names(
        "Mei Xiaolan Jing Yulan Huifen Ailing Suyin Wenling Shuhui",
        "Jun Haoran Zhiwei Bolin Guang Weiming Chao Yichen Kaiwen",
        "Zhao Lin Fang Ouyang Tseng Guo Shen Luo Hsieh Cheung",
        (1, 2, 2),
    ),
    _names(
        "Haruka Chiyo Natsumi Ayame Sakiko Minji Soyeon Hana Yuna Kaede",
        "Kenji Daichi Ryota Sho Takumi Jiho Minho Seojun Isamu Haruto",
        "Kobayakawa Minamoto Hoshino Ueda Morikawa Baek Seong Ryu Okabe Fujisawa Cheon",
        (1, 1, 2),
    ),
    _names(
        "Linh Mai Thu Ngoc Amihan Ligaya Ratna Dewi Siti Malia",
        "Khanh Duc Minh Bayani Dakila Wayan Agus Rizal Budi Tane",
        "Tran Pham Dinh Magsaysay Dimaculangan Santoso Wijaya Halim Kahale Lontoc",
        (2, 3, 4),
    ),
    _names(
        "Amara Chidinma Folake Ngozi Abena Efua Aminata Fatou Yewande Adjoa Temperance",
        "Kwame Tunde Chukwuemeka Kofi Babatunde Mamadou Ousmane Segun Yaw Ikenna",
        "Okafor Adeyemi Mensah Boateng Diallo Ndiaye Eze Owusu Bamidele Sarpong Coulibaly",
        (5, 6, 6, 7),
    ),
    _names(
        "Wanjiru Makena Selam Hiwot Zawadi Thandiwe Naledi Rudo Nyokabi Lindiwe",
        "Kamau Otieno Dawit Tesfaye Juma Thabo Sipho Tendai Baraka Kiplimo",
        "Mwangi Odhiambo Gebremariam Wanyama Dlamini Mokoena Chikore Abebe Kariuki Nkosi Tadesse",
        (5, 6, 7),
    ),
)
