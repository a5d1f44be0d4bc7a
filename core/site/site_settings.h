// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QLatin1StringView>
#include <QString>

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>

namespace lanescope::site {

enum class SiteKnob {
    Pages,
    LinksPerPage,
    PageSize,
    Hosts,
    LatencyMs,
    LatencySpreadMs,
    LatencyShape,
    ServerConcurrency,
    ErrorRate,
    ResetRate,
    BodyRate,
    Count
};

enum class LatencyShape { Fixed, Uniform, LogNormal };

/// What a knob is: the command line, the help text, the live commands and the error messages derive from it.
struct SiteKnobDeclaration {
    enum class Kind { Integer, Real, Choice };
    enum class Change { Live, BeforeListening };

    SiteKnob id;
    QLatin1StringView name;
    QLatin1StringView unit;
    Kind kind;
    double minimum;
    double maximum;
    double defaultValue; // of a choice: the index
    std::span<const QLatin1StringView> choices;
    Change change;
    QLatin1StringView help;

    /// "0 to 60000 ms" or "fixed, uniform or lognormal".
    [[nodiscard]] QString rangeText() const;
    [[nodiscard]] QString valueText(double value) const;
};

/// All knobs of the built-in site, in the order of SiteKnob.
[[nodiscard]] std::span<const SiteKnobDeclaration> siteKnobs();

/// The values of the knobs of one site.
///
/// Errors: a refused value changes nothing; the message is one line that names the knob and its range.
/// Threads: belongs to the site's thread.
class SiteSettings {
public:
    SiteSettings();

    /// Sets a knob from text; returns why not, or nothing when done.
    [[nodiscard]] std::optional<QString> set(QStringView name, QStringView text);
    /// What set() would answer, without changing anything.
    [[nodiscard]] std::optional<QString> check(QStringView name, QStringView text) const;

    [[nodiscard]] double real(SiteKnob knob) const { return m_values[static_cast<std::size_t>(knob)]; }
    [[nodiscard]] int integer(SiteKnob knob) const { return static_cast<int>(real(knob)); }
    [[nodiscard]] LatencyShape latencyShape() const {
        return static_cast<LatencyShape>(integer(SiteKnob::LatencyShape));
    }
    /// The value as it may be given to set() again.
    [[nodiscard]] QString text(SiteKnob knob) const;
    [[nodiscard]] QJsonObject toJson() const;

    /// From now on knobs that are not live are refused.
    void startListening() { m_listening = true; }
    /// Grows with every change, so that a reader can tell whether what it derived is still true.
    [[nodiscard]] std::uint64_t generation() const { return m_generation; }
    /// Called after each change that happened through set().
    void onChange(std::function<void()> listener) { m_listener = std::move(listener); }

private:
    struct Parsed {
        const SiteKnobDeclaration* declaration = nullptr;
        double value = 0;
        QString error;
    };
    [[nodiscard]] Parsed parse(QStringView name, QStringView text) const;

    std::array<double, static_cast<std::size_t>(SiteKnob::Count)> m_values{};
    std::function<void()> m_listener;
    std::uint64_t m_generation = 1;
    bool m_listening = false;
};

} // namespace lanescope::site
