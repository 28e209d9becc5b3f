//! The languages we speak, by the locales that Discord gives a person's client.

/// A language for what only one person reads. What a thread says to everybody is English.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Locale {
    /// What the sentences were written in, and what stands in for a language we do not have.
    #[default]
    English,
    /// German.
    German,
    /// Spanish.
    Spanish,
    /// French.
    French,
    /// Japanese.
    Japanese,
    /// Portuguese, as it is written in Brazil.
    Portuguese,
}

impl Locale {
    /// All of them, English first.
    pub const ALL: [Self; 6] =
        [Self::English, Self::German, Self::Spanish, Self::French, Self::Japanese, Self::Portuguese];

    /// The language of a person whose client is set to this. Latin America reads our Spanish;
    /// whatever we do not have is English.
    #[must_use]
    pub fn of(code: &str) -> Self {
        match code {
            "es-419" => Self::Spanish,
            code => Self::ALL.into_iter().find(|known| known.code() == code).unwrap_or_default(),
        }
    }

    /// As Discord calls it (<https://discord.com/developers/docs/reference#locales>).
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en-US",
            Self::German => "de",
            Self::Spanish => "es-ES",
            Self::French => "fr",
            Self::Japanese => "ja",
            Self::Portuguese => "pt-BR",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_s_language_is_ours_or_its_nearest_or_english() {
        for locale in Locale::ALL {
            assert_eq!(Locale::of(locale.code()), locale);
        }
        assert_eq!(Locale::of("es-419"), Locale::Spanish);
        for other in ["en-GB", "ko", "pt", "", "DE"] {
            assert_eq!(Locale::of(other), Locale::English, "{other}");
        }
    }
}
