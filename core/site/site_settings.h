// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/site/site_knobs.h"

#include <QJsonObject>
#include <QString>

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>

namespace lanescope::site {

/// The values of the knobs of one site: one for the whole site, and for some hosts another.
///
/// A host's own value is set by "NAME@HOST", such as "latency_ms@2", hosts counting from 0, and taken back by the
/// word "site" as its value.
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

    /// For the whole site.
    [[nodiscard]] double real(SiteKnob knob) const { return m_values[static_cast<std::size_t>(knob)]; }
    [[nodiscard]] int integer(SiteKnob knob) const { return static_cast<int>(real(knob)); }
    /// For one host: its own value, or that of the whole site.
    [[nodiscard]] double real(SiteKnob knob, int host) const;
    [[nodiscard]] int integer(SiteKnob knob, int host) const { return static_cast<int>(real(knob, host)); }
    /// Of a choice.
    template <class Enum>
    [[nodiscard]] Enum choice(SiteKnob knob, int host) const
    {
        return static_cast<Enum>(integer(knob, host));
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
    static constexpr int kWholeSite = -1;
    struct Parsed {
        const SiteKnobDeclaration* declaration = nullptr; // null: `error` says why
        int host = kWholeSite;
        std::optional<double> value; // none: the host's own is taken back
        QString error;
    };
    [[nodiscard]] Parsed parse(QStringView name, QStringView text) const;
    [[nodiscard]] QString parseHost(const SiteKnobDeclaration& knob, QStringView text, int& host) const;

    std::array<double, static_cast<std::size_t>(SiteKnob::Count)> m_values{};
    std::map<std::pair<SiteKnob, int>, double> m_ofHosts; // what single hosts have of their own
    std::function<void()> m_listener;
    std::uint64_t m_generation = 1;
    bool m_listening = false;
};

} // namespace lanescope::site
