// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/crawl/model/settings.h"
#include "core/scenario/context.h"
#include "core/scenario/knob.h"

#include <functional>
#include <vector>

namespace lanescope::crawl {

/// A knob, how its standard comes from settings, and how its value goes into settings: declared once.
struct KnobBinding {
    scenario::Knob knob;
    std::function<void(Settings&, const scenario::Context&, const char*)> apply;
};

/// Declares the knobs of a crawl one by one, in sections. Threads: as a value.
class KnobDeclaration {
public:
    explicit KnobDeclaration(const Settings& standard)
        : m_standard(standard)
    {
    }

    void section(const QString& heading) { m_section = heading; }

    template <class T>
    scenario::Knob& integer(const char* name, T Settings::*member, const QString& label, int least, int most,
                            const QString& unit, const QString& help)
    {
        return add(scenario::Knob::integer(QString::fromLatin1(name), label, least, most,
                                           static_cast<int>(m_standard.*member), unit, help),
                   [member](Settings& settings, const scenario::Context& context, const char* knob) {
                       settings.*member = static_cast<T>(context.number(knob));
                   });
    }
    /// A setting in milliseconds or bytes, turned in seconds or megabytes.
    template <class T>
    scenario::Knob& scaled(const char* name, T Settings::*member, double scale, const QString& label, double least,
                           double most, const QString& unit, const QString& help)
    {
        return add(scenario::Knob::real(QString::fromLatin1(name), label, least, most,
                                        static_cast<double>(m_standard.*member) / scale, unit, help),
                   [member, scale](Settings& settings, const scenario::Context& context, const char* knob) {
                       settings.*member = static_cast<T>(context.number(knob) * scale + 0.5);
                   });
    }
    scenario::Knob& real(const char* name, double Settings::*member, const QString& label, double least, double most,
                         const QString& unit, const QString& help)
    {
        return add(scenario::Knob::real(QString::fromLatin1(name), label, least, most, m_standard.*member, unit, help),
                   [member](Settings& settings, const scenario::Context& context, const char* knob) {
                       settings.*member = context.number(knob);
                   });
    }
    scenario::Knob& toggle(const char* name, bool Settings::*member, const QString& label, const QString& help)
    {
        return add(scenario::Knob::toggle(QString::fromLatin1(name), label, m_standard.*member, help),
                   [member](Settings& settings, const scenario::Context& context, const char* knob) {
                       settings.*member = context.on(knob);
                   });
    }
    template <class E>
    scenario::Knob& choice(const char* name, E Settings::*member, const QString& label, const QStringList& words,
                           const QString& help)
    {
        return add(
            scenario::Knob::choice(QString::fromLatin1(name), label, words, static_cast<int>(m_standard.*member), help),
            [member](Settings& settings, const scenario::Context& context, const char* knob) {
                settings.*member = static_cast<E>(context.integer(knob));
            });
    }
    template <class Read>
    scenario::Knob& textual(const char* name, const QString& label, const QString& standard, const QString& help,
                            Read read)
    {
        scenario::Knob& made = add(scenario::Knob::textual(QString::fromLatin1(name), label, standard, help),
                                   [read](Settings& settings, const scenario::Context& context, const char* knob) {
                                       read(settings, context.text(knob));
                                   });
        made.effect = scenario::KnobEffect::Live; // a text is told when it is finished
        return made;
    }
    const Settings& standard() const { return m_standard; }
    std::vector<KnobBinding> take() { return std::move(m_bindings); }

private:
    template <class Apply>
    scenario::Knob& add(scenario::Knob knob, Apply apply)
    {
        knob.section = m_section;
        m_bindings.push_back({std::move(knob), std::move(apply)});
        return m_bindings.back().knob;
    }

    const Settings& m_standard;
    QString m_section;
    std::vector<KnobBinding> m_bindings;
};

} // namespace lanescope::crawl
