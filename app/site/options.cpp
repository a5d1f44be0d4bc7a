// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/site/options.h"

#include <QCommandLineParser>

namespace lanescope::site {

using namespace Qt::StringLiterals;

namespace {

void declareOptions(QCommandLineParser& parser)
{
    parser.addOptions({{u"set"_s, u"Sets a knob; may be repeated."_s, u"KNOB=VALUE"_s},
                       {u"host-count"_s, u"The same as --set hosts=N."_s, u"N"_s},
                       {u"port"_s, u"Port of every host; 0, the default, means any that is free."_s, u"PORT"_s},
                       {u"seed"_s, u"The same seed gives the same site; the default is 1."_s, u"N"_s},
                       {u"stay"_s, u"Goes on when standard input ends."_s},
                       {u"quiet"_s, u"Says nothing on standard error except failures."_s},
                       {{u"h"_s, u"help"_s}, u"Shows this help."_s}});
}

QString setKnob(SiteSettings& settings, const QString& assignment)
{
    const qsizetype equals = assignment.indexOf(u'=');
    if (equals <= 0) {
        return u"--set needs KNOB=VALUE, such as --set latency_ms=50."_s;
    }
    return settings.set(QStringView(assignment).left(equals), QStringView(assignment).sliced(equals + 1))
        .value_or(QString());
}

/// A whole number from 0 to `maximum`, or what is wrong with it.
QString parseNumber(const QCommandLineParser& parser, const QString& option, quint64 maximum, quint64& value)
{
    if (!parser.isSet(option)) {
        return {};
    }
    bool isNumber = false;
    const quint64 given = parser.value(option).toULongLong(&isNumber);
    if (!isNumber || given > maximum) {
        return u"--%1 must be a whole number from 0 to %2."_s.arg(option).arg(maximum);
    }
    value = given;
    return {};
}

QString applySettings(const QCommandLineParser& parser, Options& options)
{
    QStringList assignments = parser.values(u"set"_s);
    if (parser.isSet(u"host-count"_s)) {
        assignments += u"hosts="_s + parser.value(u"host-count"_s);
    }
    for (const QString& assignment : assignments) {
        QString error = setKnob(options.settings, assignment);
        if (!error.isEmpty()) {
            return error;
        }
    }
    quint64 port = 0;
    quint64 seed = options.seed;
    QString error = parseNumber(parser, u"port"_s, 65535, port);
    if (error.isEmpty()) {
        error = parseNumber(parser, u"seed"_s, ~quint64{0}, seed);
    }
    options.port = static_cast<quint16>(port);
    options.seed = seed;
    return error;
}

} // namespace

Options parseOptions(const QStringList& arguments)
{
    Options options;
    QCommandLineParser parser;
    declareOptions(parser);
    if (!parser.parse(arguments)) {
        options.error = parser.errorText();
    } else if (!parser.positionalArguments().isEmpty()) {
        options.error = u"Unexpected argument \"%1\"; see --help."_s.arg(parser.positionalArguments().constFirst());
    } else {
        options.help = parser.isSet(u"help"_s);
        options.quiet = parser.isSet(u"quiet"_s);
        options.whenInputEnds = parser.isSet(u"stay"_s) ? Options::WhenInputEnds::Stay : Options::WhenInputEnds::Quit;
        options.error = applySettings(parser, options);
    }
    return options;
}

QString helpText()
{
    QCommandLineParser parser;
    declareOptions(parser);
    parser.setApplicationDescription(
        u"A small deterministic web site on loopback addresses, for crawlers to crawl.\n"
        "Prints one line of JSON with its URLs, then answers commands on standard input, one a line:\n"
        "set KNOB VALUE, counters, mark, settings, log, quit. The same over HTTP: /_lanescope/counters, /mark, "
        "/set?KNOB=VALUE, /settings, /log.\n"
        "KNOB@HOST gives one host a value of its own (hosts count from 0), and the value \"site\" takes it "
        "back."_s);
    QString text = parser.helpText() + u"\nKnobs:\n"_s;
    for (const SiteKnobDeclaration& knob : siteKnobs()) {
        const bool live = knob.change == SiteKnobDeclaration::Change::Live;
        const bool ofHosts = knob.reach == SiteKnobDeclaration::Reach::EachHost;
        text += u"  %1 %2\n  %3 %4; default %5%6%7\n"_s.arg(
            QString(knob.name).leftJustified(18), knob.help, QString(18, u' '), knob.rangeText(),
            knob.valueText(knob.defaultValue), live ? QString() : u"; not while it runs"_s,
            ofHosts ? u"; @HOST"_s : QString());
    }
    return text;
}

} // namespace lanescope::site
