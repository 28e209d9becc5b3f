//! THE OUTSIDE WORLD on loopback: a Discord and a Jules that know nothing of the bot.
