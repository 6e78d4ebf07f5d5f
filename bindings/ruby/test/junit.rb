# frozen_string_literal: true

require "cgi"
require "minitest"

# Results as JUnit XML, in the file that FFO_RESULTS names.
class JUnitReporter < Minitest::AbstractReporter
  def initialize(file)
    super()
    @file = file
    @results = []
  end

  def record(result) = @results << result

  def report
    cases = @results.map do |result|
      "  <testcase classname=\"ruby.#{CGI.escapeHTML(result.klass)}\" name=\"#{CGI.escapeHTML(result.name)}\" time=\"#{format('%.6f', result.time)}\"" + outcome(result)
    end
    failed = @results.count { |result| !result.passed? && !result.skipped? }
    File.write(@file, <<~XML)
      <?xml version="1.0" encoding="UTF-8"?>
      <testsuite name="ruby" tests="#{@results.size}" failures="#{failed}" errors="0" skipped="#{@results.count(&:skipped?)}" time="#{format('%.6f', @results.sum(&:time))}">
      #{cases.join("\n")}
      </testsuite>
    XML
  end

  private

  def outcome(result)
    return "/>" if result.passed?

    text = CGI.escapeHTML(result.failures.join("\n").encode(Encoding::UTF_8, invalid: :replace, undef: :replace).gsub(/[\x00-\x08\x0b\x0c\x0e-\x1f]/, "?"))
    result.skipped? ? "><skipped message=\"#{text}\"/></testcase>" : "><failure message=\"#{text.lines.first&.chomp}\">#{text}</failure></testcase>"
  end
end

module Minitest
  def self.plugin_junit_init(_options)
    file = ENV["FFO_RESULTS"].to_s
    reporter << JUnitReporter.new(file) unless file.empty?
  end
end
